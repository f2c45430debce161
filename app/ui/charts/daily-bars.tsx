import { useNavigate } from '@remix-run/react';
import {
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { type ChartDay, EXCEPTIONS, rateText, shortfall, shortfallTicks } from './chart-series.ts';

const TICK = { fill: 'var(--color-muted)', fontSize: '0.6875rem' };

type DailyBarsProps = { days: readonly ChartDay[] };

/** The picture of a daily chart. It is the one file that loads Recharts, hence lazily and as a default export. */
export default function DailyBars({ days }: DailyBarsProps) {
  const navigate = useNavigate();
  const bars = days.map(({ day, segments, href }) => {
    return { ...{ day, href, segments }, ...segments, shortfall: shortfall(segments) };
  });
  const ticks = shortfallTicks(days);

  function open(index: string | number | null | undefined) {
    const href = bars[Number(index ?? Number.NaN)]?.href;
    if (href) navigate(href);
  }

  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        data={bars}
        accessibilityLayer={false}
        margin={{ top: 4, right: 0, bottom: 0, left: 0 }}
        barCategoryGap="20%"
        onClick={(state) => open(state.activeTooltipIndex)}
        className="[&_.recharts-surface]:cursor-pointer"
      >
        <CartesianGrid vertical={false} stroke="var(--color-line)" />
        <XAxis
          dataKey="day"
          tick={TICK}
          tickFormatter={(day: string) => day.slice(5)}
          tickLine={false}
          axisLine={{ stroke: 'var(--color-edge)' }}
          minTickGap={16}
        />
        <YAxis
          yAxisId="invoices"
          tick={TICK}
          tickLine={false}
          axisLine={false}
          width="auto"
          allowDecimals={false}
        />
        <YAxis
          yAxisId="rate"
          orientation="right"
          tick={TICK}
          tickLine={false}
          axisLine={false}
          width="auto"
          scale="sqrt"
          reversed
          ticks={ticks}
          domain={[0, ticks.at(-1) ?? 100]}
          interval={0}
          tickFormatter={(short: number) => `${Number((100 - short).toFixed(1))}\u00a0%`}
        />
        <Tooltip
          cursor={{ fill: 'var(--color-sunken)' }}
          isAnimationActive={false}
          formatter={(value, _name, { dataKey, payload }) =>
            dataKey === 'shortfall' ? rateText(payload.segments) : value
          }
          itemSorter={(item) => EXCEPTIONS.findIndex(({ key }) => key === item.dataKey)}
          contentStyle={{
            background: 'var(--color-raised)',
            border: '1px solid var(--color-edge)',
            borderRadius: 4,
            padding: '4px 8px',
          }}
          labelStyle={{ color: 'var(--color-ink)', fontWeight: 600 }}
        />
        {EXCEPTIONS.map(({ key, label, fill }) => (
          <Bar
            key={key}
            yAxisId="invoices"
            dataKey={key}
            name={label}
            stackId="day"
            fill={fill}
            isAnimationActive={false}
          />
        ))}
        <Line
          yAxisId="rate"
          dataKey="shortfall"
          name="Match rate"
          stroke="var(--color-ink)"
          strokeWidth={1.5}
          dot={{ r: 2, fill: 'var(--color-ink)' }}
          isAnimationActive={false}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}
