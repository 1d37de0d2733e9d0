// Takes what each console has before it and tells the others. Nobody is told of a ticket that they may not see: its
// departments are asked each time something is told, not once when somebody came in.
import type { Redis } from 'ioredis';
import type { Socket } from 'socket.io';
import type { z } from 'zod';
import { roomOf, type StaffDoor } from '../doors.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { may } from '../platform/auth/roles.ts';
import { AppError } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import {
  type attentionSchema,
  type companiesSchema,
  type Company,
  type Matter,
  matterSchema,
} from './contract.ts';
import { attendantsOf, type Entry } from './core.ts';
import { AttentionStore } from './store.ts';

const heartbeatMs = 3_000;
/** Changes of this long are told together. */
const gatherMs = 100;

/** What is known of tickets: who sees only those of a department, and whose tickets these are. */
export interface TicketSight {
  boundTo: (actor: Actor) => string | null;
  /** Departments by ticket; ids that are no ticket are left out. */
  departments: (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>;
}

/** One socket of this process. */
interface Tab {
  entries: Map<string, Entry>;
  rooms: Set<string>;
  /** What it said last is still being carried out. */
  work: Promise<unknown>;
}

export const nameOf = ({ of, id }: Matter): string => `${of}:${id}`;
function matterOf(name: string): Matter {
  const [of, id] = name.split(':');
  return matterSchema.parse({ of, id });
}

export class Attention {
  readonly #store: AttentionStore;
  readonly #staff: StaffDoor;
  readonly #sight: TicketSight;
  readonly #log: Log;
  readonly #tabs = new Map<string, Tab>();
  readonly #changed = new Set<string>();
  #telling: NodeJS.Timeout | undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(deps: { redis: Redis; staff: StaffDoor; sight: TicketSight; log: Log }) {
    this.#store = new AttentionStore(deps.redis);
    this.#staff = deps.staff;
    this.#sight = deps.sight;
    this.#log = deps.log;
  }

  /**
   * Takes all that a console has before it, in place of what it said before. Tickets that its reader may not see are
   * passed over in silence.
   * @throws AppError `forbidden` for a conversation without the right to work at the desk
   */
  attend(
    actor: Actor,
    said: z.infer<typeof attentionSchema>,
    socket: Socket,
  ): Promise<z.infer<typeof companiesSchema>> {
    const tab = this.#tabs.get(socket.id) ?? {
      entries: new Map(),
      rooms: new Set(),
      work: Promise.resolve(),
    };
    this.#tabs.set(socket.id, tab);
    const work = tab.work.then(() => this.#attend(actor, said, socket, tab));
    tab.work = work.catch(() => undefined);
    return work;
  }

  async #attend(actor: Actor, said: z.infer<typeof attentionSchema>, socket: Socket, tab: Tab) {
    if (said.open.some(({ of }) => of === 'conversation') && !may(actor.roles, 'desk.work'))
      throw new AppError('forbidden');
    const boundTo = this.#sight.boundTo(actor);
    const ticketIds = [...said.open.flatMap(({ of, id }) => (of === 'ticket' ? [id] : [])), ...said.listed];
    const departments = await this.#sight.departments([...new Set(ticketIds)]);
    const isSeen = (matter: Matter): boolean => {
      if (matter.of === 'conversation') return true;
      const theirs = departments.get(matter.id);
      return theirs !== undefined && (boundTo === null || theirs.includes(boundTo));
    };
    const open = said.open.filter(isSeen);
    const listed = said.listed.map((id): Matter => ({ of: 'ticket', id })).filter(isSeen);
    const now = Date.now();
    const entries = new Map(
      open.map((matter): [string, Entry] => {
        const since = tab.entries.get(nameOf(matter))?.since ?? now;
        return [
          nameOf(matter),
          { userId: actor.id, name: actor.name, isWriting: matter.isWriting, since, boundTo },
        ];
      }),
    );
    const matters = [...new Map([...open, ...listed].map((matter) => [nameOf(matter), matter])).values()];
    await this.#enter(
      socket,
      tab,
      new Set(matters.map((matter) => roomOf.attention(nameOf(matter), boundTo))),
    );
    await this.#write(socket.id, tab, entries);
    // Whoever left while this was written would stay for good.
    if (!socket.connected) await this.leave(socket.id);
    const companies = await this.#companies(matters.map(nameOf), departments);
    const opened = new Set(entries.keys());
    return { items: companies.filter((company) => company.people.length > 0 || opened.has(nameOf(company))) };
  }

  async #enter(socket: Socket, tab: Tab, rooms: Set<string>): Promise<void> {
    for (const room of tab.rooms) if (!rooms.has(room)) await socket.leave(room);
    for (const room of rooms) if (!tab.rooms.has(room)) await socket.join(room);
    tab.rooms = rooms;
  }

  async #write(socketId: string, tab: Tab, entries: Map<string, Entry>): Promise<void> {
    const left = [...tab.entries.keys()].filter((name) => !entries.has(name));
    const changed = new Map(
      [...entries].filter(([name, entry]) => tab.entries.get(name)?.isWriting !== entry.isWriting),
    );
    tab.entries = entries;
    if (left.length > 0) await this.#store.remove(socketId, left);
    await this.#store.put(socketId, changed);
    for (const name of [...left, ...changed.keys()]) this.#tellSoon(name);
  }

  /** A socket is gone. */
  async leave(socketId: string): Promise<void> {
    const tab = this.#tabs.get(socketId);
    if (!tab) return;
    this.#tabs.delete(socketId);
    const names = [...tab.entries.keys()];
    if (names.length === 0) return;
    await this.#store.remove(socketId, names);
    for (const name of names) this.#tellSoon(name);
  }

  async #companies(
    names: readonly string[],
    departments: ReadonlyMap<string, readonly string[]>,
  ): Promise<Company[]> {
    const entries = await this.#store.read(names);
    return names.map((name, index) => {
      const matter = matterOf(name);
      const theirs = matter.of === 'ticket' ? (departments.get(matter.id) ?? []) : null;
      return { ...matter, people: attendantsOf(entries[index] ?? [], theirs) };
    });
  }

  #tellSoon(name: string): void {
    this.#changed.add(name);
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      this.#tell().catch((error: unknown) => this.#log.error({ err: error }, 'attention not told'));
    }, gatherMs);
  }

  async #tell(): Promise<void> {
    const names = [...this.#changed];
    this.#changed.clear();
    const ids = names.map(matterOf).flatMap(({ of, id }) => (of === 'ticket' ? [id] : []));
    const departments = await this.#sight.departments(ids);
    for (const company of await this.#companies(names, departments)) {
      const audiences = company.of === 'ticket' ? [null, ...(departments.get(company.id) ?? [])] : [null];
      const rooms = audiences.map((boundTo) => roomOf.attention(nameOf(company), boundTo));
      this.#staff.tell(rooms, 'company', company);
    }
  }

  /** Renews what the sockets of this process have before them, and takes out whoever's process is gone. */
  start(): void {
    const beat = async (): Promise<void> => {
      for (const [socketId, tab] of this.#tabs) await this.#store.put(socketId, tab.entries);
      for (const name of await this.#store.sweep()) this.#tellSoon(name);
    };
    this.#heartbeat = setInterval(() => {
      beat().catch((error: unknown) => this.#log.error({ err: error }, 'attention not renewed'));
    }, heartbeatMs);
    this.#heartbeat.unref();
  }

  stop(): void {
    clearInterval(this.#heartbeat);
    clearTimeout(this.#telling);
  }
}
