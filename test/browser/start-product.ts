import { startProduct } from '../support/running.ts';

/** Starts the product with its example month for all browser tests; its end is the returned function. */
export default async function startForBrowsers(): Promise<() => Promise<void>> {
  const product = await startProduct({ LOG_LEVEL: 'error' });
  process.env.COUNTERFOIL_UNDER_TEST = product.url;
  return async () => {
    const written = product.output();
    const code = await product.stop();
    if (code !== 0) throw new Error(`the product ended with ${code}:\n${written}`);
    const faults = written.split('\n').filter((line) => line.startsWith('{'));
    if (faults.length > 0) throw new Error(`the product has logged errors:\n${faults.join('\n')}`);
  };
}
