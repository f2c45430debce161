import { connectBeside, type Sql } from './connection.ts';

/** Sessions of somebody's own, which can be given up. */
export type Renewable = {
  /** They as they are now, at the address that the pool beside them has now. */
  sql(): Sql;
  /** Gives all of them up; whoever waits for one is told that it is gone. */
  renew(): void;
  end(): Promise<void>;
};

/**
 * Sessions beside a pool, for what must not wait for others, and must outlive a session that hangs: where the network between
 * drops what is sent, nobody is told for a quarter of an hour, and the driver waits.
 * @param max sessions at the most
 */
export function renewableBeside(pool: Sql, name: string, max: number): Renewable {
  let own = connectBeside(pool, name, max);

  function renew(): void {
    // Each who waits is told by itself.
    void own.end({ timeout: 0 });
    own = connectBeside(pool, name, max);
  }

  return {
    sql() {
      if (own.options.port[0] !== pool.options.port[0]) renew();
      return own;
    },
    renew,
    end: () => own.end({ timeout: 5 }),
  };
}
