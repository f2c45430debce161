// Controls, what turns the direction of writing, what takes no room, blanks that are none of the keyboard's, and halves
// of characters.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * A text that others wrote (Paymega, a shop, whoever posts to us), with every character that would not be seen, or would
 * make others look otherwise than they are, written out: a reference must not look like another one. `a⟨U+202E⟩b`.
 */
export function visible(text: string): string {
  return PLAIN.test(text) ? text : text.replace(HIDDEN, named);
}

/** The same for a text of several lines. */
export function visibleLines(text: string): string {
  return text.replaceAll('\r\n', '\n').split('\n').map(visible).join('\n');
}

function named(character: string): string {
  return `⟨U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
