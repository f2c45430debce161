/** What can have become of a callback. */
export { VERDICTS } from '#db/values.ts';
