// Who may do what: the one matrix. Routes and sockets name a permission; roles are looked up here only.
import type { Role } from '../contract.ts';

const matrix = {
  /** Take contacts, answer citizens, file tickets. */
  'desk.work': ['agent', 'supervisor'],
  'knowledge.search': ['agent', 'dispatcher', 'officer', 'lead', 'supervisor', 'editor', 'reviewer', 'admin'],
  'knowledge.edit': ['editor', 'admin'],
  'knowledge.review': ['reviewer', 'admin'],
  /** Drafts, reviews, corrections; leads for what their own department answers for. */
  'knowledge.work': ['editor', 'reviewer', 'lead', 'admin'],
  /** What was asked in vain, synonyms, figures of all articles. */
  'knowledge.steer': ['editor', 'reviewer', 'admin'],
  'knowledge.import': ['editor', 'admin'],
  'ticket.create': ['agent', 'dispatcher', 'supervisor'],
  'ticket.read': ['agent', 'dispatcher', 'officer', 'lead', 'supervisor', 'observer'],
  'ticket.command': ['agent', 'dispatcher', 'officer', 'lead', 'supervisor'],
  /** The dispatch desk. */
  'dispatch.work': ['dispatcher', 'supervisor'],
  /** A department's own tickets. */
  'department.work': ['officer', 'lead'],
  /** All open tickets of somebody who leaves: leads for their own department. */
  'ticket.hand_over': ['lead', 'supervisor', 'admin'],
  'ticket.unseal': ['supervisor'],
  /** Look behind stars at a citizen's numbers, where the work asks for it; each look is written down. */
  'personal.reveal': ['agent', 'dispatcher', 'officer', 'lead', 'supervisor'],
  /** Who looked, at what, and why. */
  'reveals.read': ['supervisor', 'admin'],
  /** Clocks that run out, and what looks like getting around them; its tickets can be opened. */
  'oversight.read': ['supervisor', 'observer'],
  /** Asks citizens how they were served: the centre, never the department that answered. */
  'follow_up.work': ['agent', 'dispatcher', 'supervisor'],
  'duty.read': ['dispatcher', 'supervisor', 'admin'],
  'duty.edit': ['admin'],
  /** Is told of clocks by the ladders of departments. */
  'escalation.hear': ['dispatcher', 'officer', 'lead', 'supervisor', 'observer'],
  /** Proposals to government, of one's own body: filed, followed, rated. */
  'proposal.file': ['observer'],
  /** Calendars, time limits, notices of holidays. */
  'clock_rules.read': ['supervisor', 'admin'],
  'clock_rules.edit': ['admin'],
  'supervision.read': ['supervisor', 'admin', 'observer'],
  /** Who waits or talks just now: the centre's own business. */
  'contacts.read': ['supervisor', 'admin'],
  /** Scorecards: all departments with `supervision.read`, only one's own without. */
  'scorecards.read': ['officer', 'lead', 'supervisor', 'admin', 'observer'],
  /** The tickets behind a figure. */
  'outcomes.read': ['officer', 'lead', 'supervisor', 'observer'],
  /** Forms, plans and figures of quality. */
  'quality.steer': ['supervisor', 'admin'],
  /** Judge how contacts were handled: listens to recordings and reads threads. */
  'quality.review': ['supervisor'],
  /** Results: reviewers, and agents of their own work. */
  'quality.read': ['agent', 'supervisor', 'admin'],
  /** What citizens are asked and told: surveys and hearings run, answers to matters and notices published. */
  'participation.run': ['editor', 'supervisor'],
  'routing.steer': ['supervisor'],
  /** Warn everybody, and take it back; programs of others with a key that has the role. */
  'broadcast.issue': ['supervisor'],
  /** What the hotline says and where its keys lead. */
  'flows.edit': ['supervisor', 'admin'],
  'lists.read': [
    'agent',
    'dispatcher',
    'officer',
    'lead',
    'supervisor',
    'editor',
    'reviewer',
    'admin',
    'observer',
  ],
  /** Departments, areas, categories, queues, reasons and texts, as files. */
  'lists.edit': ['admin'],
  /** The page of all lists that go out and come in as files; each list says for itself who may have it. */
  'exchange.open': ['supervisor', 'editor', 'admin'],
  /** All numbers that are not to be called, as a file. */
  'do_not_call.exchange': ['supervisor'],
  'admin.users': ['admin'],
  'admin.keys': ['admin'],
  /** Which identity providers open the door to staff. */
  'admin.sign_in': ['admin'],
  /** Which other systems are told of tickets. */
  'admin.webhooks': ['admin'],
  /** Which other systems are asked how a matter stands. */
  'admin.connectors': ['admin'],
  /** How the emergency command is reached. */
  'admin.emergency': ['admin'],
  /** How the machinery is, and what is to become of work that failed in it. */
  'operations.steer': ['admin'],
  /** Erase a citizen's data at their wish (个人信息保护法, article 47). */
  'admin.erasure': ['admin'],
  'audit.read': ['admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof matrix;

/** Whether any of the roles carries the permission. */
export function may(roles: readonly Role[], permission: Permission): boolean {
  const allowed: readonly Role[] = matrix[permission];
  return roles.some((role) => allowed.includes(role));
}
