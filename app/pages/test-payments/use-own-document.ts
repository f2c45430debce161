import { useEffect } from 'react';

/**
 * Loads the page once more as a document of its own where scripts have come to it from another page: a
 * Content-Security-Policy belongs to the document, and that of another page does not let a form leave for the bank.
 */
export function useOwnDocument(isNeeded: boolean): void {
  useEffect(() => {
    const [document] = performance.getEntriesByType('navigation');
    if (!isNeeded || !document) return;
    if (new URL(document.name).pathname !== window.location.pathname) window.location.reload();
  }, [isNeeded]);
}
