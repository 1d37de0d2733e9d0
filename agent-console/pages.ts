// The pages of the console: routes, rail and permission in one list. A new page is one entry and a default export.
import {
  Activity,
  BadgeCheck,
  ArrowDownUp,
  BarChart3,
  BookOpen,
  Building2,
  CalendarClock,
  CalendarDays,
  ClipboardList,
  ClipboardPen,
  ClipboardClock,
  Eye,
  Gauge,
  Headset,
  ListTree,
  type LucideIcon,
  Megaphone,
  MessageCircleHeart,
  MonitorSmartphone,
  Newspaper,
  PhoneOff,
  Route,
  ScrollText,
  Settings,
  Split,
  TimerReset,
  UserX,
  Vote,
  Workflow,
} from 'lucide-react';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { Permission } from '../server/platform/auth/roles.ts';
import type { LabelKey } from './actions/action.ts';
import { whenIdle } from './shell/when-idle.ts';

export interface Page {
  /** Also the suffix of its action, `go.<id>`. */
  id: string;
  /** wouter pattern under /console, first segment unique: `/desk/*?`. */
  path: string;
  /** Where the rail and `go.<id>` lead; absent when it has no entry there. */
  home?: string;
  labelKey: LabelKey;
  icon: LucideIcon;
  /** Who sees it; the first page one may see is one's home. */
  permission: Permission;
  /** For example `g d`. */
  shortcut?: string;
  component: LazyExoticComponent<ComponentType>;
}

/** In the order of the rail. */
export const pages: readonly Page[] = [
  {
    id: 'desk',
    path: '/desk/*?',
    home: '/desk',
    labelKey: 'shell:rail.desk',
    icon: Headset,
    permission: 'desk.work',
    shortcut: 'g d',
    component: lazy(() => import('./desk/desk-page.tsx')),
  },
  {
    id: 'dispatch',
    path: '/dispatch/*?',
    home: '/dispatch',
    labelKey: 'shell:rail.dispatch',
    icon: Split,
    permission: 'dispatch.work',
    shortcut: 'g p',
    component: lazy(() => import('./tickets/dispatch-page.tsx')),
  },
  {
    id: 'department',
    path: '/department/*?',
    home: '/department',
    labelKey: 'shell:rail.department',
    icon: Building2,
    permission: 'department.work',
    shortcut: 'g b',
    component: lazy(() => import('./tickets/department-page.tsx')),
  },
  {
    id: 'tickets',
    path: '/tickets/*?',
    home: '/tickets',
    labelKey: 'shell:rail.tickets',
    icon: ClipboardList,
    permission: 'ticket.read',
    shortcut: 'g t',
    component: lazy(() => import('./tickets/register-page.tsx')),
  },
  {
    id: 'supervision',
    path: '/supervision',
    home: '/supervision',
    labelKey: 'shell:rail.supervision',
    icon: Gauge,
    permission: 'supervision.read',
    shortcut: 'g s',
    component: lazy(() => import('./supervision/supervision-page.tsx')),
  },
  {
    id: 'oversight',
    path: '/oversight/*?',
    home: '/oversight',
    labelKey: 'shell:rail.oversight',
    icon: TimerReset,
    permission: 'oversight.read',
    shortcut: 'g o',
    component: lazy(() => import('./oversight/oversight-page.tsx')),
  },
  {
    id: 'follow_up',
    path: '/follow-up',
    home: '/follow-up',
    labelKey: 'shell:rail.followUp',
    icon: MessageCircleHeart,
    permission: 'follow_up.work',
    shortcut: 'g q',
    component: lazy(() => import('./oversight/follow-up-page.tsx')),
  },
  {
    id: 'duty',
    path: '/duty/*?',
    home: '/duty',
    labelKey: 'shell:rail.duty',
    icon: ListTree,
    permission: 'duty.read',
    shortcut: 'g y',
    component: lazy(() => import('./oversight/duty-page.tsx')),
  },
  {
    id: 'contacts',
    path: '/contacts/*?',
    home: '/contacts',
    labelKey: 'shell:rail.contacts',
    icon: Route,
    permission: 'contacts.read',
    shortcut: 'g c',
    component: lazy(() => import('./contacts/contacts-page.tsx')),
  },
  {
    id: 'staffing',
    path: '/staffing',
    home: '/staffing',
    labelKey: 'shell:rail.staffing',
    icon: CalendarClock,
    permission: 'supervision.read',
    shortcut: 'g n',
    component: lazy(() => import('./supervision/staffing-page.tsx')),
  },
  {
    id: 'shift',
    path: '/shift',
    home: '/shift',
    labelKey: 'shell:rail.shift',
    icon: ClipboardClock,
    permission: 'desk.work',
    shortcut: 'g j',
    component: lazy(() => import('./shift/shift-page.tsx')),
  },
  {
    id: 'do_not_call',
    path: '/do-not-call',
    home: '/do-not-call',
    labelKey: 'shell:rail.doNotCall',
    icon: PhoneOff,
    permission: 'desk.work',
    shortcut: 'g l',
    component: lazy(() => import('./outbound/do-not-call-page.tsx')),
  },
  {
    id: 'quality',
    path: '/quality/*?',
    home: '/quality',
    labelKey: 'shell:rail.quality',
    icon: BadgeCheck,
    permission: 'quality.read',
    shortcut: 'g z',
    component: lazy(() => import('./quality/quality-page.tsx')),
  },
  {
    id: 'proposals',
    path: '/proposals/*?',
    home: '/proposals',
    labelKey: 'shell:rail.proposals',
    icon: ScrollText,
    permission: 'proposal.file',
    shortcut: 'g 0',
    component: lazy(() => import('./proposals/proposals-page.tsx')),
  },
  {
    id: 'reports',
    path: '/reports/*?',
    home: '/reports',
    labelKey: 'shell:rail.reports',
    icon: BarChart3,
    permission: 'scorecards.read',
    shortcut: 'g r',
    component: lazy(() => import('./reports/reports-page.tsx')),
  },
  {
    id: 'knowledge',
    path: '/knowledge/*?',
    home: '/knowledge',
    labelKey: 'shell:rail.knowledge',
    icon: BookOpen,
    permission: 'knowledge.search',
    shortcut: 'g k',
    component: lazy(() => import('./knowledge/knowledge-page.tsx')),
  },
  {
    id: 'editing',
    path: '/editing/*?',
    home: '/editing',
    labelKey: 'shell:rail.editing',
    icon: ClipboardPen,
    permission: 'knowledge.work',
    shortcut: 'g w',
    component: lazy(() => import('./knowledge/editing-page.tsx')),
  },
  {
    id: 'participation',
    path: '/participation/*?',
    home: '/participation',
    labelKey: 'shell:rail.participation',
    icon: Vote,
    permission: 'participation.run',
    shortcut: 'g i',
    component: lazy(() => import('./participation/participation-page.tsx')),
  },
  {
    id: 'publishing',
    path: '/publishing/*?',
    home: '/publishing',
    labelKey: 'shell:rail.publishing',
    icon: Newspaper,
    permission: 'participation.run',
    shortcut: 'g h',
    component: lazy(() => import('./publishing/publishing-page.tsx')),
  },
  {
    id: 'broadcasts',
    path: '/broadcasts',
    home: '/broadcasts',
    labelKey: 'shell:rail.broadcasts',
    icon: Megaphone,
    permission: 'lists.read',
    shortcut: 'g a',
    component: lazy(() => import('./broadcasts/broadcasts-page.tsx')),
  },
  {
    id: 'calendars',
    path: '/calendars/*?',
    home: '/calendars',
    labelKey: 'shell:rail.calendars',
    icon: CalendarDays,
    permission: 'clock_rules.read',
    shortcut: 'g e',
    component: lazy(() => import('./calendars/calendars-page.tsx')),
  },
  {
    id: 'flows',
    path: '/flows/*?',
    home: '/flows',
    labelKey: 'shell:rail.flows',
    icon: Workflow,
    permission: 'flows.edit',
    shortcut: 'g f',
    component: lazy(() => import('./flows/flows-page.tsx')),
  },
  {
    id: 'exchange',
    path: '/exchange',
    home: '/exchange',
    labelKey: 'shell:rail.exchange',
    icon: ArrowDownUp,
    permission: 'exchange.open',
    shortcut: 'g g',
    component: lazy(() => import('./exchange/exchange-page.tsx')),
  },
  {
    id: 'admin',
    path: '/admin/*?',
    home: '/admin',
    labelKey: 'shell:rail.admin',
    icon: Settings,
    permission: 'admin.users',
    shortcut: 'g m',
    component: lazy(() => import('./admin/admin-page.tsx')),
  },
  {
    id: 'operations',
    path: '/operations/*?',
    home: '/operations',
    labelKey: 'shell:rail.operations',
    icon: Activity,
    permission: 'operations.steer',
    shortcut: 'g x',
    component: lazy(() => import('./operations/operations-page.tsx')),
  },
  {
    id: 'audit',
    path: '/audit',
    home: '/audit',
    labelKey: 'shell:rail.audit',
    icon: ScrollText,
    permission: 'audit.read',
    shortcut: 'g u',
    component: lazy(() => import('./audit/audit-page.tsx')),
  },
  {
    id: 'reveals',
    path: '/reveals',
    home: '/reveals',
    labelKey: 'shell:rail.reveals',
    icon: Eye,
    permission: 'reveals.read',
    shortcut: 'g v',
    component: lazy(() => import('./audit/reveals-page.tsx')),
  },
  {
    id: 'erasure',
    path: '/erasure',
    home: '/erasure',
    labelKey: 'shell:rail.erasure',
    icon: UserX,
    permission: 'admin.erasure',
    component: lazy(() => import('./erasure/erasure-page.tsx')),
  },
  {
    id: 'account',
    path: '/account',
    labelKey: 'shell:rail.account',
    icon: MonitorSmartphone,
    permission: 'lists.read',
    component: lazy(() => import('./account/account-page.tsx')),
  },
];

/** One's own sign-in; reached from the account's menu. */
export const accountPage = '/account';

/** What the top bar shows beside the command bar (presence, phone), by permission. */
export interface TopBarItem {
  id: string;
  permission: Permission;
  component: LazyExoticComponent<ComponentType>;
}
export const topBarItems: readonly TopBarItem[] = [
  {
    id: 'bell',
    permission: 'lists.read',
    component: lazy(() => whenIdle().then(() => import('./oversight/bell.tsx'))),
  },
  { id: 'presence', permission: 'desk.work', component: lazy(() => import('./desk/presence-item.tsx')) },
];

/** Every component in every state; needs no sign-in. */
export const Showcase = lazy(() => import('./showcase/showcase.tsx'));
