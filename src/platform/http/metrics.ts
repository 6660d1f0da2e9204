import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Database } from '../sql/database.ts';

/** Counts requests; prints Prometheus text. Labels are route patterns, never what a caller wrote. */
export interface Metrics {
  observe(route: string, method: string, status: number, seconds: number): void;
  print(): string;
  /** Adds lines of another part to what is printed. */
  add(lines: () => readonly string[]): void;
  stop(): void;
}

const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

interface Series {
  readonly labels: string;
  readonly buckets: number[];
  count: number;
  sum: number;
}

/** Starts counting. */
export function createMetrics(database: Database): Metrics {
  const series = new Map<string, Series>();
  const others: (() => readonly string[])[] = [];
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  return {
    observe(route, method, status, seconds) {
      const labels = `route="${route.replace(/["\\\n]/g, '')}",method="${method}",status="${status}"`;
      let one = series.get(labels);
      if (one === undefined) {
        one = { labels, buckets: bounds.map(() => 0), count: 0, sum: 0 };
        series.set(labels, one);
      }
      one.count += 1;
      one.sum += seconds;
      const bucket = bounds.findIndex((bound) => seconds <= bound);
      if (bucket >= 0) one.buckets[bucket] = (one.buckets[bucket] ?? 0) + 1;
    },
    add: (lines) => void others.push(lines),
    print() {
      const pool = database.pool();
      const memory = process.memoryUsage();
      const lines = [
        '# TYPE sen_http_request_duration_seconds histogram',
        ...[...series.values()].flatMap(histogramLines),
        ...gauge('sen_event_loop_delay_p99_seconds', delay.percentile(99) / 1e9),
        ...gauge('sen_event_loop_delay_max_seconds', delay.max / 1e9),
        ...gauge('sen_database_connections', pool.total),
        ...gauge('sen_database_connections_idle', pool.idle),
        ...gauge('sen_database_callers_waiting', pool.waiting),
        ...gauge('process_resident_memory_bytes', memory.rss),
        ...gauge('nodejs_heap_used_bytes', memory.heapUsed),
        ...gauge('process_cpu_seconds', cpuSeconds()),
        ...gauge('process_uptime_seconds', process.uptime()),
        ...others.flatMap((lines) => lines()),
      ];
      delay.reset();
      return `${lines.join('\n')}\n`;
    },
    stop: () => void delay.disable(),
  };
}

function histogramLines(one: Series): string[] {
  const name = 'sen_http_request_duration_seconds';
  let below = 0;
  return [
    ...bounds.map((bound, index) => {
      below += one.buckets[index] ?? 0;
      return `${name}_bucket{${one.labels},le="${bound}"} ${below}`;
    }),
    `${name}_bucket{${one.labels},le="+Inf"} ${one.count}`,
    `${name}_sum{${one.labels}} ${one.sum}`,
    `${name}_count{${one.labels}} ${one.count}`,
  ];
}

function gauge(name: string, value: number): string[] {
  return [`# TYPE ${name} gauge`, `${name} ${Number.isFinite(value) ? value : 0}`];
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
