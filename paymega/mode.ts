/** Real money, or a test of the way it would go. Of each there is a book of its own. */
export type Mode = 'live' | 'test';
