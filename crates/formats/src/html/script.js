"use strict";
(() => {
  // Every element of a record: the record itself and its words.
  const parts = new Map();
  for (const el of document.querySelectorAll("[data-r]")) {
    for (const id of el.dataset.r.split(" ")) {
      if (!parts.has(id)) parts.set(id, []);
      parts.get(id).push(el);
    }
  }
  let lit = [];
  const light = (el) => {
    for (const old of lit) old.classList.remove("on", "core");
    const ids = el ? el.dataset.r.split(" ") : [];
    lit = ids.flatMap((id) => parts.get(id));
    for (const now of lit) {
      now.classList.add("on");
      // The words that name the act stand out from the rest of the evidence.
      if (now.dataset.t?.split(" ").some((id) => ids.includes(id))) now.classList.add("core");
    }
  };
  const target = (event) => event.target.closest("[data-r]");
  const focused = () => document.activeElement?.closest("[data-r]") ?? null;
  // A click or a focus brings the other side into view.
  const show = (el) => {
    const isRecord = el.classList.contains("record");
    const others = parts.get(el.dataset.r.split(" ")[0]);
    const other = others.find((o) => o.classList.contains("record") !== isRecord);
    other?.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("mouseover", (event) => light(target(event) ?? focused()));
  document.addEventListener("focusin", (event) => {
    const el = target(event);
    light(el);
    if (el) show(el);
  });
  document.addEventListener("focusout", () => light(null));
  document.addEventListener("click", (event) => {
    const el = target(event);
    if (el) show(el);
  });
})();
