// Light, dark, or as the system has it.

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
const KEY = 'chancery.theme';

class Appearance {
  theme = $state<Theme>('auto');

  use(theme: Theme): void {
    this.theme = theme;
    if (theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    localStorage.setItem(KEY, theme);
  }
}

export const appearance = new Appearance();

export function startTheme(): void {
  const kept = localStorage.getItem(KEY);
  appearance.use(THEMES.find((t) => t === kept) ?? 'auto');
}
