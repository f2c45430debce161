import { type ReactNode, useEffect, useRef, useState } from 'react';

type TableRegionProps = { label: string; children: ReactNode };

/**
 * Lets a wide table scroll in a region of its own, reachable by keyboard. Where the table fits, the region steps back,
 * so that the table's head can stick to the page.
 */
export function TableRegion({ label, children }: TableRegionProps) {
  const region = useRef<HTMLElement>(null);
  const [fits, setFits] = useState(false);

  useEffect(() => {
    const element = region.current;
    const table = element?.firstElementChild;
    if (!element || !table) return;
    const measure = () => setFits(table.scrollWidth <= element.clientWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    observer.observe(table);
    return () => observer.disconnect();
  }, []);

  return (
    <section
      ref={region}
      aria-label={label}
      tabIndex={fits ? undefined : 0}
      data-fits={fits}
      className="table-region"
    >
      {children}
    </section>
  );
}
