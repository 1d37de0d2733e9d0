// The environment, parsed once. Everything else receives values, never `process.env`.
import { z } from 'zod';
import { type SecretRing, secretsAlsoSchema } from './auth/secret.ts';
import { fieldKeysSchema, type ListedKey } from './fields.ts';
import { type MailConfig, mailFrom, mailSettings, missingMailSettings } from './mail-settings.ts';
import { redisUrlSchema } from './redis.ts';
import { type Bucket, bucketFrom } from './shelf.ts';
import {
  type SipListen,
  type SipTrunk,
  sipListenSchema,
  rtpengineSchema,
  sipPeersSchema,
  sipTrunkSchema,
} from './sip-settings.ts';

const flag = z
  .enum(['0', '1', 'true', 'false'])
  .transform((value) => value === '1' || value === 'true')
  .default(false);

export const roleNames = ['web', 'worker', 'media'] as const;
const processRole = z.enum(roleNames);

/** A list with commas. */
const words = (list: string): string[] => list.split(',').map((word) => word.trim());

/** A STUN or TURN server, as browsers take it, or with the secret that passwords for a while are made from. */
const iceServerSchema = z
  .object({
    urls: z.string().regex(/^(stun|turns?):/),
    username: z.string().exactOptional(),
    credential: z.string().exactOptional(),
    secret: z.string().min(16).exactOptional(),
  })
  .refine(
    ({ username, credential, secret }) => secret === undefined || (username ?? credential) === undefined,
    {
      message: 'a server has a secret, or username and credential',
    },
  );

const environmentSchema = z
  .object({
    PORT: z.coerce.number().int().min(1).max(65_535).default(12_345),
    HOST: z.string().default('127.0.0.1'),
    DATABASE_URL: z.string().min(1),
    DATABASE_REPLICA_URL: z.string().min(1).optional(),
    DATABASE_REPLICA_LAG_S: z.coerce.number().min(1).max(3_600).default(5),
    REDIS_URL: redisUrlSchema,
    ONECALL_DATA: z.string().default('.data'),
    ONECALL_DEMO: flag,
    ONECALL_ROLES: z
      .string()
      .default('web,worker,media')
      .transform((value) => value.split(',').map((role) => role.trim()))
      .pipe(z.array(processRole).min(1)),
    ONECALL_SECRET: z.string().min(32).optional(),
    ONECALL_SECRETS_ALSO: secretsAlsoSchema,
    ONECALL_MARK_SECRET: z.string().min(32).optional(),
    FILES_S3: z
      .url({ protocol: /^https?$/ })
      .transform((text) => new URL(text))
      .refine(
        ({ username, password }) => username && password,
        'must be https://KEY:SECRET@host/bucket?region=…',
      )
      .optional(),
    ONECALL_RECORDING_KEY: z
      .base64()
      .transform((text) => Buffer.from(text, 'base64'))
      .refine((key) => key.length === 32, 'must be 32 octets in base64')
      .optional(),
    ONECALL_FIELD_KEYS: fieldKeysSchema,
    ONECALL_RECORDING_DAYS: z.coerce.number().int().min(1).default(180),
    // Five years after the last word: what was answered may be asked about again, and a lawsuit has its time.
    ONECALL_PERSONAL_DAYS: z.coerce.number().int().min(0).default(1_825),
    ONECALL_IDLE_MINUTES: z.coerce
      .number()
      .int()
      .max(720)
      .refine((minutes) => minutes === 0 || minutes >= 2, 'must be 0 (never) or 2 and more')
      .default(30),
    MEDIA_ADDRESS: z.ipv4().optional(),
    MEDIA_PORTS: z
      .string()
      .regex(/^\d{4,5}-\d{4,5}$/)
      .transform((range): [number, number] => [Number(range.split('-')[0]), Number(range.split('-')[1])])
      .refine(([from, to]) => from < to && to <= 65_535, 'must be FROM-TO, for example 40000-40999')
      .optional(),
    ICE_SERVERS: z
      .string()
      .transform((text, context): unknown => {
        try {
          return JSON.parse(text);
        } catch {
          context.addIssue({
            code: 'custom',
            message: 'must be a JSON list of {urls, secret?} or {urls, username?, credential?}',
          });
          return z.NEVER;
        }
      })
      .pipe(z.array(iceServerSchema))
      .default([]),
    SIP_LISTEN: sipListenSchema.optional(),
    SIP_TRUNK: sipTrunkSchema.optional(),
    SIP_PEERS: sipPeersSchema.default([]),
    SIP_DOMAIN: z
      .string()
      .regex(/^[a-z0-9.-]{1,100}$/)
      .default('onecall'),
    SIP_NUMBER: z
      .string()
      .regex(/^\+?\d{3,15}$/)
      .optional(),
    RTPENGINE: rtpengineSchema.optional(),
    IMPORT_FILE_DAYS: z.coerce.number().int().min(1).default(90),
    PRIVATE_NETWORKS: z
      .string()
      .transform(words)
      .pipe(z.array(z.union([z.cidrv4(), z.cidrv6()])))
      .default([]),
    TRUSTED_PROXIES: z
      .string()
      .transform(words)
      .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])))
      .default([]),
    PUBLIC_URL: z.url().optional(),
    WIDGET_SITES: z
      .string()
      .transform(words)
      .pipe(z.array(z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin)))
      .default([]),
    GUARD_PER_MINUTE: z.coerce.number().int().min(1).default(600),
    GUARD_CALM_S: z.coerce.number().int().min(1).max(86_400).default(300),
    METRICS_TOKEN: z.string().min(16).optional(),
    OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
    TWILIO_ACCOUNT_SID: z.string().optional(),
    TWILIO_AUTH_TOKEN: z.string().optional(),
    TWILIO_API_KEY: z.string().optional(),
    TWILIO_API_SECRET: z.string().optional(),
    TWILIO_TWIML_APP_SID: z.string().optional(),
    TWILIO_NUMBER: z.string().optional(),
    TWILIO_EDGE: z
      .string()
      .default('roaming')
      .transform(words)
      .pipe(z.array(z.string().regex(/^[a-z0-9-]+$/)).min(1)),
    TWILIO_CODECS: z
      .string()
      .default('opus,pcmu')
      .transform(words)
      .pipe(z.array(z.enum(['opus', 'pcmu'])).min(1)),
    TWILIO_CALLS_PER_S: z.coerce.number().int().min(1).default(1),
    TWILIO_API_BASE: z.url().optional(),
    TWILIO_SPEECH_INPUT: flag,
    SPEECH_INPUT_URL: z.url({ protocol: /^wss?$/ }).optional(),
    ...mailSettings,
    SMPP_URL: z
      .url({ protocol: /^smpps?$/ })
      .transform((text) => new URL(text))
      .refine(({ hostname, username }) => hostname && username, 'must be smpp://system_id:password@host:port')
      .optional(),
    SMPP_SOURCE: z
      .string()
      .regex(/^\+?\d{3,15}$|^[A-Za-z0-9 ]{1,11}$/)
      .optional(),
    SMPP_PER_S: z.coerce.number().min(0.1).max(1_000).default(10),
    SMPP_LONG: z.enum(['parts', 'payload']).default('parts'),
  })
  .superRefine((env, context) => {
    const loopback = ['127.0.0.1', '::1', 'localhost'].includes(env.HOST);
    if (env.ONECALL_DEMO && !loopback) {
      context.addIssue({
        code: 'custom',
        path: ['HOST'],
        message: 'demo accounts have a public password: demo mode listens on loopback only',
      });
    }
    const isOutside = ({ host }: SipListen): boolean => host !== null && !host.startsWith('127.');
    if (env.ONECALL_DEMO && env.SIP_LISTEN?.some(isOutside)) {
      context.addIssue({
        code: 'custom',
        path: ['SIP_LISTEN'],
        message: 'demo accounts have a public password: demo mode listens on loopback only',
      });
    }
    if (env.SIP_TRUNK && !env.SIP_LISTEN) {
      context.addIssue({ code: 'custom', path: ['SIP_LISTEN'], message: 'a trunk needs it: udp:5060' });
    }
    for (const name of missingMailSettings(env)) {
      context.addIssue({ code: 'custom', path: [name], message: 'a mailbox needs all of MAIL_…' });
    }
    if (env.SMPP_URL && !env.SMPP_SOURCE) {
      context.addIssue({
        code: 'custom',
        path: ['SMPP_SOURCE'],
        message: 'the number that citizens write to',
      });
    }
  });

/** Every variable of the environment that there is. */
export const settingNames: readonly string[] = Object.keys(environmentSchema.shape);

/** Settings of one process. `twilio` is present only when every value that a call needs is set. */
export interface Config {
  port: number;
  host: string;
  databaseUrl: string;
  /** A standby that reports are read from while it is not further behind than that. */
  replica: { url: string; mostLagMs: number } | undefined;
  redisUrl: string;
  dataDir: string;
  demo: boolean;
  roles: ReadonlySet<'web' | 'worker' | 'media'>;
  secret: string | undefined;
  /** Secrets that open what they sealed, and the one that marks, where it is another. */
  secretRing: SecretRing;
  /** What columns are sealed with, the first; the others open what they sealed. Empty: derived from the secret. */
  fieldKeys: readonly ListedKey[];
  publicUrl: string;
  /** When writes of unknown citizens are a flood, and how long a door stays guarded after one. */
  guard: { perMinute: number; calmMs: number };
  /** Opens /metrics from elsewhere; undefined: this machine alone reads it. */
  metricsToken: string | undefined;
  /** Where traces are collected. */
  traceEndpoint: string | undefined;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  twilio: TwilioConfig | undefined;
  /** Present when text messages go over a carrier's SMPP, whatever carries the calls. */
  smpp: SmppConfig | undefined;
  /** The mailbox that citizens write to. */
  mail: MailConfig | undefined;
  /** Where uploaded files go instead of the disk. */
  bucket: Bucket | undefined;
  /** Sites that may embed the widget; empty: all. */
  widgetSites: readonly string[];
  /** Private networks (CIDR) that imports and webhooks may reach all the same. */
  privateNetworks: readonly string[];
  /** Proxies on other machines that say where a request comes from. */
  trustedProxies: readonly string[];
  /** Days after its last run that an imported file is kept. */
  importFileDays: number;
  /** Days after the last word or deed that a citizen's personal data are kept; 0: for ever. */
  personalDays: number;
  /** How long a session of staff lasts without a person's hand; 0: its 12 hours. */
  idleMs: number;
  hotline: HotlineConfig;
  /** Present when media processes speak SIP. */
  sip: SipConfig | undefined;
}

/** The embedded hotline. */
export interface HotlineConfig {
  /** 32 octets; undefined: derived from the installation's secret. */
  recordingKey: Buffer | undefined;
  recordingDays: number;
  /** Address under which the outside reaches this machine, when its network cards do not bear it. */
  address: string | undefined;
  /** UDP ports for sound. */
  ports: [number, number] | undefined;
  /** WebSocket of a speech adapter (docs/speech.md); undefined: nobody listens but people. */
  speechInputUrl: string | undefined;
  /** Given to browsers too, without their secrets. */
  iceServers: z.infer<typeof iceServerSchema>[];
}

/** Calls over a trunk, and desk telephones. */
export interface SipConfig {
  listen: (SipListen & { host: string })[];
  trunk: SipTrunk | undefined;
  /** Addresses and networks, besides the trunk's own, whose calls are let in. */
  peers: string[];
  /** The realm of telephones' passwords. */
  domain: string;
  /** The control port of an rtpengine between far ends and us. */
  rtpengine: { host: string; port: number } | undefined;
  /** The number under which we call. */
  number: string | undefined;
}

export interface TwilioConfig {
  accountSid: string;
  authToken: string;
  number: string;
  /** Outgoing calls that the account may begin in a second; Twilio allows 1 unless asked for more. */
  callsPerS: number;
  /** Present when agents may take calls in the console (`@twilio/voice-sdk`). */
  client:
    | {
        apiKey: string;
        apiSecret: string;
        twimlAppSid: string;
        /** Where browsers enter Twilio's network, the best first; `roaming`: wherever is nearest. */
        edges: string[];
        codecs: ('opus' | 'pcmu')[];
      }
    | undefined;
  /** Twilio listens for words beside keys. */
  hearsSpeech: boolean;
  /** Another host for the REST API, for private gateways and tests. */
  apiBase: string | undefined;
}

export interface SmppConfig {
  host: string;
  port: number;
  /** TLS, by `smpps:`. */
  isSecure: boolean;
  systemId: string;
  password: string;
  /** The number that citizens write to, or the name they see. */
  source: string;
  /** Short messages that this process may submit in a second. */
  perS: number;
  /** Long texts as several short messages, or whole as a message_payload where the carrier cuts them. */
  long: 'parts' | 'payload';
}

/**
 * Parses the environment. A variable that is there and empty, as a line of a file that was not filled in, is not set.
 * @throws {z.ZodError} naming each variable that is missing or malformed.
 */
export function loadConfig(environment: Record<string, string | undefined>): Config {
  const filled = Object.entries(environment).filter(([, value]) => value !== '');
  const env = environmentSchema.parse(Object.fromEntries(filled));
  return {
    port: env.PORT,
    host: env.HOST,
    databaseUrl: env.DATABASE_URL,
    replica:
      env.DATABASE_REPLICA_URL === undefined
        ? undefined
        : { url: env.DATABASE_REPLICA_URL, mostLagMs: env.DATABASE_REPLICA_LAG_S * 1_000 },
    redisUrl: env.REDIS_URL,
    dataDir: env.ONECALL_DATA,
    demo: env.ONECALL_DEMO,
    roles: new Set(env.ONECALL_ROLES),
    secret: env.ONECALL_SECRET,
    secretRing: {
      also: env.ONECALL_SECRETS_ALSO,
      ...(env.ONECALL_MARK_SECRET !== undefined && { marks: env.ONECALL_MARK_SECRET }),
    },
    fieldKeys: env.ONECALL_FIELD_KEYS,
    widgetSites: env.WIDGET_SITES,
    publicUrl: env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`,
    guard: { perMinute: env.GUARD_PER_MINUTE, calmMs: env.GUARD_CALM_S * 1_000 },
    metricsToken: env.METRICS_TOKEN,
    traceEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
    logLevel: env.LOG_LEVEL,
    twilio: twilioFrom(env),
    smpp: smppFrom(env),
    mail: mailFrom(env),
    bucket: env.FILES_S3 && bucketFrom(env.FILES_S3),
    privateNetworks: env.PRIVATE_NETWORKS,
    trustedProxies: env.TRUSTED_PROXIES,
    importFileDays: env.IMPORT_FILE_DAYS,
    personalDays: env.ONECALL_PERSONAL_DAYS,
    idleMs: env.ONECALL_IDLE_MINUTES * 60_000,
    hotline: {
      recordingKey: env.ONECALL_RECORDING_KEY,
      recordingDays: env.ONECALL_RECORDING_DAYS,
      address: env.MEDIA_ADDRESS,
      ports: env.MEDIA_PORTS,
      iceServers: env.ICE_SERVERS,
      speechInputUrl: env.SPEECH_INPUT_URL,
    },
    sip: env.SIP_LISTEN && {
      listen: env.SIP_LISTEN.map((one) => ({ ...one, host: one.host ?? addressOf(env.HOST) })),
      trunk: env.SIP_TRUNK,
      peers: env.SIP_PEERS,
      domain: env.SIP_DOMAIN,
      number: env.SIP_NUMBER,
      rtpengine: env.RTPENGINE,
    },
  };
}

/** SIP listens on addresses, and on IPv4. */
function addressOf(host: string): string {
  return /^\d/.test(host) ? host : '127.0.0.1';
}

const defaultPorts = { plain: 2775, secure: 3550 } as const;

function smppFrom(env: z.infer<typeof environmentSchema>): SmppConfig | undefined {
  if (!env.SMPP_URL || !env.SMPP_SOURCE) return undefined;
  const { hostname, port, protocol, username, password } = env.SMPP_URL;
  const isSecure = protocol === 'smpps:';
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (isSecure ? defaultPorts.secure : defaultPorts.plain),
    isSecure,
    systemId: decodeURIComponent(username),
    password: decodeURIComponent(password),
    source: env.SMPP_SOURCE,
    perS: env.SMPP_PER_S,
    long: env.SMPP_LONG,
  };
}

function twilioFrom(env: z.infer<typeof environmentSchema>): TwilioConfig | undefined {
  if (!env.TWILIO_ACCOUNT_SID || !env.TWILIO_AUTH_TOKEN || !env.TWILIO_NUMBER) return undefined;
  const client =
    env.TWILIO_API_KEY && env.TWILIO_API_SECRET && env.TWILIO_TWIML_APP_SID
      ? {
          apiKey: env.TWILIO_API_KEY,
          apiSecret: env.TWILIO_API_SECRET,
          twimlAppSid: env.TWILIO_TWIML_APP_SID,
          edges: env.TWILIO_EDGE,
          codecs: env.TWILIO_CODECS,
        }
      : undefined;
  return {
    accountSid: env.TWILIO_ACCOUNT_SID,
    authToken: env.TWILIO_AUTH_TOKEN,
    number: env.TWILIO_NUMBER,
    callsPerS: env.TWILIO_CALLS_PER_S,
    hearsSpeech: env.TWILIO_SPEECH_INPUT,
    client,
    apiBase: env.TWILIO_API_BASE,
  };
}
