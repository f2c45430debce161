import { Refusal } from '#identity/refusal.ts';

/** Every address that there is not, within the frame of somebody who is signed in. */
export function loader(): never {
  throw new Refusal('unknown_page', 'There is no such page.', 404);
}

export function action(): never {
  return loader();
}

export default function Unknown() {
  return null;
}
