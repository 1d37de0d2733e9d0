// Whoever is woken by an alert or looks at a dashboard looks at figures that exist.
import { readFileSync } from 'node:fs';
import { Histogram } from 'prom-client';
import { expect, it } from 'vitest';
import { createMetrics } from '../../server/platform/metrics.ts';

it('alerts and dashboard name only what /metrics shows', () => {
  const { registry } = createMetrics();
  const shown = new Set(
    registry.getMetricsAsArray().flatMap((metric) => {
      const ends = metric instanceof Histogram ? ['_bucket', '_sum', '_count'] : [''];
      return ends.map((end) => metric.name + end);
    }),
  );
  for (const file of ['deploy/prometheus/rules.yml', 'deploy/grafana/onecall.json']) {
    const named = readFileSync(file, 'utf8').match(/onecall_[a-z0-9_]+/g) ?? [];
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !shown.has(name))).toEqual([]);
  }
});
