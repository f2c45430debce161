import { lazy, Suspense, useEffect, useState } from 'react';
import { RESULT_SERIES, type ResultBar, type Series } from './result-series.ts';

const ResultBars = lazy(() => import('./result-bars.tsx'));

type ResultChartProps = { bars: readonly ResultBar[]; label: string; series?: Series };

/**
 * Payments, or what the series says, stacked by what became of them. The table beneath, which its page shows,
 * says the same without the picture.
 */
export function ResultChart({ bars, label, series = RESULT_SERIES }: ResultChartProps) {
  const [isMounted, setIsMounted] = useState(false);
  useEffect(() => setIsMounted(true), []);
  return (
    <figure className="flex flex-col gap-2" data-keep-together>
      <figcaption className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <span className="mr-auto font-medium">{label}</span>
        {series.map(({ key, label: words, swatch }) => (
          <span key={key} className="inline-flex items-center gap-1.5 text-xs text-muted">
            <span aria-hidden="true" className={`size-2.5 rounded-xs ${swatch}`} />
            {words}
          </span>
        ))}
      </figcaption>
      <div aria-hidden="true" className="h-40 w-full overflow-hidden" data-screen-only>
        {isMounted ? (
          <Suspense fallback={null}>
            <ResultBars bars={bars} series={series} />
          </Suspense>
        ) : (
          <noscript>
            <p className="text-muted">The picture needs scripts; the table beneath says the same.</p>
          </noscript>
        )}
      </div>
    </figure>
  );
}
