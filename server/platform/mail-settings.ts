// The mailbox that citizens write to, as the environment names it.
import { z } from 'zod';

/** One server of the mailbox. */
export interface MailServer {
  host: string;
  port: number;
  /** TLS from the first octet on; else the connection is turned to TLS, except on this machine itself. */
  isSecure: boolean;
  user: string;
  password: string;
}

export interface MailConfig {
  imap: MailServer & { folder: string };
  smtp: MailServer;
  /** What citizens see and answer to. */
  from: { name: string; address: string };
}

const serverSchema = (scheme: 'imap' | 'smtp') =>
  z
    .url({ protocol: new RegExp(`^${scheme}s?$`) })
    .transform((text) => new URL(text))
    .refine(
      ({ hostname, username, password }) => hostname && username && password,
      `must be ${scheme}s://user:password@host:port`,
    );

const senderPattern = /^(?:\s*(.*?)\s*<([^\s<>@]+@[^\s<>@]+)>|([^\s<>@]+@[^\s<>@]+))\s*$/;

/** The variables, for the schema of the environment. */
export const mailSettings = {
  MAIL_IMAP: serverSchema('imap').optional(),
  MAIL_SMTP: serverSchema('smtp').optional(),
  MAIL_FROM: z.string().regex(senderPattern, 'must be an address, or Name <address>').optional(),
};

const settingsSchema = z.object(mailSettings);
type Settings = z.infer<typeof settingsSchema>;

/** The variables that are missing although another one is there: a mailbox that only reads answers nobody. */
export function missingMailSettings(env: Settings): string[] {
  const names = ['MAIL_IMAP', 'MAIL_SMTP', 'MAIL_FROM'] as const;
  const missing = names.filter((name) => env[name] === undefined);
  return missing.length === names.length ? [] : missing;
}

const ports = { 'imap:': 143, 'imaps:': 993, 'smtp:': 587, 'smtps:': 465 } as const;
const isKnown = (protocol: string): protocol is keyof typeof ports => Object.hasOwn(ports, protocol);

function serverOf({ hostname, port, protocol, username, password }: URL): MailServer {
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port ? Number(port) : isKnown(protocol) ? ports[protocol] : 0,
    isSecure: protocol.endsWith('s:'),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
  };
}

/** The mailbox, where all of it is named. */
export function mailFrom(env: Settings): MailConfig | undefined {
  const { MAIL_IMAP: imap, MAIL_SMTP: smtp, MAIL_FROM: from } = env;
  const [, name = '', named, bare] = senderPattern.exec(from ?? '') ?? [];
  const address = named ?? bare;
  if (!imap || !smtp || !address) return undefined;
  return {
    imap: { ...serverOf(imap), folder: decodeURIComponent(imap.pathname.slice(1)) || 'INBOX' },
    smtp: serverOf(smtp),
    from: { name: name.replace(/^"|"$/g, ''), address: address.toLowerCase() },
  };
}

/** Whether a server is this machine: nothing between it and us can be listened to. */
export function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}
