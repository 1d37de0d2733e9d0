// The name of this browser: of one agent's computers one carries a call, and the others must not take it by merely being open.
const kept = 'onecall.place';

let known: string | undefined;

/** The same for all pages of this browser. */
export function thisPlace(): string {
  known ??= localStorage.getItem(kept) ?? newPlace();
  return known;
}

function newPlace(): string {
  const place = crypto.randomUUID();
  localStorage.setItem(kept, place);
  return place;
}
