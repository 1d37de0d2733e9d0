// What is photographed: whose page, how to get it ready, and in which looks.
import type { Page } from 'playwright-core';
import type { TongueCode } from '../../server/platform/tongue.ts';
import type gallery from './gallery.json';
import { type Followed, shownDepartment, textedFrom } from './shift.ts';

/** A way of looking at a page; `id` is the end of the picture's name. */
export interface Look {
  id: keyof (typeof gallery)['look'];
  tongue: TongueCode;
  isDark: boolean;
  width: number;
  height: number;
}

const base = { tongue: 'zh', isDark: false, width: 1440, height: 900 } as const;
export const desk: Look = { ...base, id: 'desk' };
const dark: Look = { ...base, id: 'dark', isDark: true };
const en: Look = { ...base, id: 'en', tongue: 'en' };
const narrow: Look = { ...base, id: 'narrow', width: 1024, height: 768 };
const phone: Look = { ...base, id: 'phone', width: 390, height: 844 };
const traditional: Look = { ...phone, id: 'traditional', tongue: 'zh-Hant' };

export interface Screen {
  id: keyof (typeof gallery)['screen'];
  role: keyof (typeof gallery)['role'];
  /** Signed in as; null: a citizen. */
  account: string | null;
  path: string;
  ready?: (page: Page) => Promise<void>;
  looks: readonly Look[];
}

const openFirst = async (page: Page): Promise<void> => {
  await page.getByRole('option').first().click();
};
const openFirstTicket = async (page: Page): Promise<void> => {
  await openFirst(page);
  await page.locator('.oc-timeline').waitFor();
};

/** In the order of the gallery. */
export const screensOf = (followed: Followed): readonly Screen[] => [
  { id: 'portal', role: 'citizen', account: null, path: '/', looks: [desk, en, dark, phone, traditional] },
  {
    id: 'answer',
    role: 'citizen',
    account: null,
    path: '/',
    ready: async (page) => {
      await page.getByRole('searchbox').fill('居住证怎么办');
      await page.locator('.portal-answer button').first().click();
      await page.locator('.portal-judge').waitFor();
    },
    looks: [phone, traditional],
  },
  {
    id: 'ticket',
    role: 'citizen',
    account: null,
    path: `/ticket?${new URLSearchParams({ ...followed })}`,
    looks: [desk, phone],
  },
  {
    id: 'desk',
    role: 'agent',
    account: 'agent1',
    path: '/console/desk',
    // The only contact in hand is open by itself.
    ready: (page) => page.getByRole('log').waitFor(),
    looks: [desk, en, dark, narrow, phone],
  },
  { id: 'shift', role: 'agent', account: 'agent2', path: '/console/shift', looks: [desk, en] },
  {
    id: 'dispatch',
    role: 'dispatcher',
    account: 'dispatcher',
    path: '/console/dispatch',
    ready: openFirstTicket,
    looks: [desk, en, dark, narrow, phone],
  },
  {
    id: 'department',
    role: 'department',
    account: `dept-${shownDepartment}`,
    path: '/console/department',
    ready: openFirstTicket,
    looks: [desk, en, narrow, phone],
  },
  {
    id: 'supervision',
    role: 'supervisor',
    account: 'supervisor',
    path: '/console/supervision',
    looks: [desk, en, dark, phone],
  },
  {
    id: 'oversight',
    role: 'supervisor',
    account: 'supervisor',
    path: '/console/oversight',
    ready: async (page) => {
      await page.getByRole('tabpanel').getByRole('button').first().click();
      await page.getByRole('option').last().click();
    },
    looks: [desk, narrow],
  },
  {
    id: 'contacts',
    role: 'supervisor',
    account: 'supervisor',
    path: '/console/contacts',
    ready: openFirst,
    looks: [desk, en],
  },
  { id: 'reports', role: 'supervisor', account: 'supervisor', path: '/console/reports', looks: [desk, en] },
  {
    id: 'editing',
    role: 'editor',
    account: 'editor',
    path: '/console/editing/catalogue',
    looks: [desk, narrow],
  },
  {
    id: 'knowledge',
    role: 'editor',
    account: 'editor',
    path: '/console/knowledge',
    ready: openFirst,
    looks: [desk, dark],
  },
  { id: 'people', role: 'admin', account: 'admin', path: '/console/admin', looks: [desk, en] },
  {
    id: 'erasure',
    role: 'admin',
    account: 'admin',
    path: '/console/erasure',
    ready: async (page) => {
      await page.getByRole('textbox').fill(textedFrom);
      await page.keyboard.press('Enter');
      await page.locator('.erasure article, .erasure .oc-state').waitFor();
    },
    looks: [desk, en, phone],
  },
  { id: 'operations', role: 'admin', account: 'admin', path: '/console/operations', looks: [desk, narrow] },
  {
    id: 'register',
    role: 'observer',
    account: 'observer',
    path: '/console/',
    ready: openFirstTicket,
    looks: [desk, en, phone],
  },
];
