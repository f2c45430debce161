import { bigint, customType, timestamp } from 'drizzle-orm/pg-core';

/** A point in time. */
export const instant = (name: string) => timestamp(name, { withTimezone: true });

/** An amount in its currency's minor unit, or another whole number that may be large. */
export const minor = (name: string) => bigint(name, { mode: 'bigint' });

/** Bytes: a hash, or what is sealed. */
export const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
