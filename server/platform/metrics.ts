import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Everything that `GET /metrics` shows. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'onecall_' });
  const registers = [registry];
  return {
    registry,
    arrivals: new Counter({
      name: 'onecall_interactions_total',
      help: 'Interactions that arrived',
      labelNames: ['channel'],
      registers,
    }),
    offerDelay: new Histogram({
      name: 'onecall_offer_delay_seconds',
      help: 'From arrival to first offer',
      buckets: [0.05, 0.1, 0.3, 1, 5, 15, 60, 300],
      registers,
    }),
    messages: new Counter({
      name: 'onecall_messages_total',
      help: 'Messages committed',
      labelNames: ['channel', 'author'],
      registers,
    }),
    tickets: new Counter({
      name: 'onecall_ticket_commands_total',
      help: 'Ticket commands committed',
      labelNames: ['command'],
      registers,
    }),
    clockLag: new Histogram({
      name: 'onecall_clock_lag_seconds',
      help: 'How late a warning or breach was acted on',
      buckets: [0.1, 0.5, 1, 5, 30, 120],
      registers,
    }),
    jobs: new Gauge({
      name: 'onecall_jobs',
      help: 'Jobs by queue and state',
      labelNames: ['queue', 'state'],
      registers,
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
