/**
 * What the header `Retry-Count` says of the first attempt at a callback. *Assumed* from the sender of the platform, which
 * numbers its attempts from 1; what follows from it, `is_retry` says in the migrations.
 */
export const FIRST_ATTEMPT = 1;
