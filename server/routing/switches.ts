// What a supervisor switches for the whole house: another announcement in a surge, another call flow in an emergency.
import { z } from 'zod';
import { staffNames } from '../admin/index.ts';
import { audit } from '../platform/audit.ts';
import type { Database } from '../platform/database.ts';
import type { Sql } from '../platform/sql.ts';
import { type SwitchName, type SwitchView, switchNameSchema } from './contract.ts';

const switchRow = z.object({
  name: switchNameSchema,
  isOn: z.boolean(),
  changedBy: z.string(),
  changedAt: z.date(),
});

/** What costs citizens something goes off by itself when nobody orders it anew. */
const isOnNow = `"isOn" AND (name <> 'guard' OR "changedAt" > now() - interval '2 hours')`;

const readRows = (sql: Sql) =>
  sql.rows(switchRow, `SELECT name, (${isOnNow}) AS "isOn", "changedBy", "changedAt" FROM "Switch"`);

/** What decides the flow of a call that begins now. */
export async function readFlowSwitches(sql: Sql): Promise<{ surge: boolean; emergency: boolean }> {
  const rows = await readRows(sql);
  const isOn = (name: SwitchName) => rows.some((row) => row.name === name && row.isOn);
  return { surge: isOn('surge'), emergency: isOn('emergency') };
}

export async function isSwitchedOn(sql: Sql, name: SwitchName): Promise<boolean> {
  return (await sql.run(`SELECT 1 FROM "Switch" WHERE name = $1 AND ${isOnNow}`, [name])) > 0;
}

/** Every switch, also one that was never touched. */
export async function switchViews(database: Database): Promise<SwitchView[]> {
  const rows = await readRows(database.sql);
  const names = await staffNames(
    database,
    rows.map((row) => row.changedBy),
  );
  return switchNameSchema.options.map((name) => {
    const row = rows.find((one) => one.name === name);
    if (!row) return { name, isOn: false, changedBy: null, changedAt: null };
    return {
      name,
      isOn: row.isOn,
      changedBy: names.get(row.changedBy) ?? null,
      changedAt: row.changedAt.toISOString(),
    };
  });
}

/** Turns a switch and writes down whose hand it was. One that stands so already is left alone. */
export async function setSwitch(
  database: Database,
  name: SwitchName,
  isOn: boolean,
  by: { id: string; ip: string },
): Promise<void> {
  await database.change(async ({ tx }) => {
    const before = await tx.switch.findUnique({ where: { name } });
    // An order that runs out is given anew by whoever gives it again.
    if ((before?.isOn ?? false) === isOn && !(name === 'guard' && isOn)) return;
    const data = { isOn, changedBy: by.id, changedAt: new Date() };
    await tx.switch.upsert({ where: { name }, create: { name, ...data }, update: data });
    await audit(tx, {
      actorId: by.id,
      action: 'routing.switch',
      subjectType: 'switch',
      subjectId: name,
      detail: { isOn },
      ip: by.ip,
    });
  });
}
