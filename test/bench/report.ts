/** Seconds that a piece of work takes. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** One line: the product, its floor, and the ratio, which is what counts. */
export function report(what: string, product: number, floor: number): void {
  const ms = (value: number) => `${(value * 1000).toFixed(0)} ms`;
  console.log(`${what}: product ${ms(product)}, floor ${ms(floor)}, ratio ${(product / floor).toFixed(2)}`);
}
