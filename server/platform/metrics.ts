import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Everything that `GET /metrics` shows. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'onecall_' });
  const registers = [registry];
  const questions: (() => Promise<void>)[] = [];
  return {
    registry,
    /** Asks something each time that somebody reads; what fails leaves its figures as they are. */
    beforeReading(question: () => Promise<void>): void {
      questions.push(question);
    },
    async read(): Promise<string> {
      await Promise.allSettled(questions.map((question) => question()));
      return registry.metrics();
    },
    arrivals: new Counter({
      name: 'onecall_interactions_total',
      help: 'Interactions that arrived',
      labelNames: ['channel'],
      registers,
    }),
    callsRefused: new Counter({
      name: 'onecall_calls_refused_total',
      help: 'Calls that a media process refused because it could carry no more',
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
    http: new Histogram({
      name: 'onecall_http_duration_seconds',
      help: 'Requests by method and class of status',
      labelNames: ['method', 'status'],
      buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10],
      registers,
    }),
    outboxPending: new Gauge({
      name: 'onecall_outbox_pending',
      help: 'Events that a consumer has still to act on',
      labelNames: ['consumer'],
      registers,
    }),
    outboxOldest: new Gauge({
      name: 'onecall_outbox_oldest_seconds',
      help: 'Age of the oldest event that a consumer has still to act on',
      labelNames: ['consumer'],
      registers,
    }),
    /** @param lagMs asked each time that somebody reads; null: unknown, which shows nothing */
    replicaLag(lagMs: () => number | null): void {
      new Gauge({
        name: 'onecall_replica_lag_seconds',
        help: 'How far the replica that reports are read from is behind',
        registers,
        collect() {
          const lag = lagMs();
          if (lag === null) this.reset();
          else this.set(lag / 1_000);
        },
      });
    },
    wallClock: new Gauge({
      name: 'onecall_wall_clock_ahead_seconds',
      help: "How far this machine's clock is ahead of the database's, which counts",
      registers,
    }),
    modelRefused: new Gauge({
      name: 'onecall_model_refused',
      help: "1 while the city's model of departments is not taken, and the one before is asked instead",
      registers,
    }),
    deadLetters: new Gauge({
      name: 'onecall_dead_letters',
      help: 'Work that failed for good and waits for an administrator',
      labelNames: ['queue'],
      registers,
    }),
    clocks: new Gauge({
      name: 'onecall_clocks',
      help: 'Clocks of tickets: open ones, and those whose warning or breach is due and was not acted on',
      labelNames: ['state'],
      registers,
    }),
    sealsRemoved: new Counter({
      name: 'onecall_audit_seals_removed_total',
      help: 'Times that seals of the audit trail were found removed',
      registers,
    }),
    smsWaiting: new Gauge({
      name: 'onecall_sms_waiting',
      help: 'Text messages that wait for their carrier',
      registers,
    }),
    guarded: new Counter({
      name: 'onecall_guarded_writes_total',
      help: 'Writes of unknown citizens while a door was guarded: passed, asked for work, refused',
      labelNames: ['door', 'outcome'],
      registers,
    }),
    guardFlooded: new Gauge({
      name: 'onecall_guard_flooded',
      help: 'Whether more unknown citizens write at a door than ever comes by itself',
      labelNames: ['door'],
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
