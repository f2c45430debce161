/** A promise, and what settles it. */
export function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((applyResults) => {
    resolve = applyResults;
  });
  return { promise, resolve };
}
