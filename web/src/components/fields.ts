// The fields of a record that a person may set, as text: lists of codes are separated by commas.
import type { Act, Commitment } from '../api';

export function original(act?: Act, commitment?: Commitment): Record<string, string> {
  const codes = (list: { code: string }[]) => list.map((c) => c.code).join(',');
  if (act) {
    return {
      type: act.type,
      mode: act.mode ?? '',
      status: act.status,
      date: act.date?.value ?? '',
      actors: codes(act.actors),
      recipients: codes(act.recipients),
      place: act.place?.name ?? '',
      country: act.place?.country ?? '',
    };
  }
  if (commitment) {
    return {
      kind: commitment.kind,
      title: commitment.title,
      status: commitment.status,
      due: commitment.due ?? '',
      parties: codes(commitment.parties),
      beneficiaries: codes(commitment.beneficiaries),
    };
  }
  return {};
}
