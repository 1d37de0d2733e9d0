// The Shenzhen pack keeps its promises, and a pack with a fault is refused at the place of the fault.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { importServiceItems } from '../../knowledge/catalogue/index.ts';
import { PackError } from '../../server/admin/pack/reading.ts';
import { loadPack } from '../../server/admin/pack/load.ts';
import { cellsOf } from '../../server/admin/pack/maps.ts';
import { packSchema } from '../../server/admin/pack/schema.ts';

const shenzhen = resolve('prisma/packs/shenzhen');
const pack = loadPack(shenzhen);
const lengthOf = (text: string): number => [...text].length;
const han = /\p{Script=Han}/u;

describe('the Shenzhen pack', () => {
  it('is what its schema says', () => {
    expect(packSchema.parse(pack)).toEqual(pack);
  });

  it('holds as much as was promised', () => {
    const ofLevel = (level: number) => pack.categories.filter((category) => category.level === level).length;
    expect(ofLevel(1)).toBe(15);
    expect(ofLevel(2)).toBeGreaterThanOrEqual(60);
    expect(ofLevel(3)).toBeGreaterThanOrEqual(150);
    expect(pack.articles.length).toBeGreaterThanOrEqual(60);
    expect(pack.canned.length).toBeGreaterThanOrEqual(25);
    expect(pack.serviceItems.length).toBeGreaterThanOrEqual(20);
    const queues = pack.queues.map((queue) => queue.code).sort();
    expect(queues).toEqual(['business', 'english', 'general', 'hrss-desk', 'mail']);
    const calendars = pack.calendars.map((calendar) => calendar.code).sort();
    expect(calendars).toEqual(['always', 'callbacks', 'cn-workdays']);
  });

  it('signs every text message, and ends a link where a telephone sees its end', () => {
    const isMessage = (key: string): boolean =>
      /^(sms|broadcast|phone)\./.test(key) &&
      !/^sms\.(state\.|dispatch_desk)/.test(key) &&
      key !== 'broadcast.spoken';
    const messages = pack.texts.filter(({ key }) => isMessage(key));
    expect(messages.length).toBeGreaterThan(30);
    for (const { key, zh, 'zh-HK': hk, en } of messages) {
      expect(zh, key).toMatch(/^【一号通】/);
      expect(hk, key).toMatch(/^【一號通】/);
      expect(en, key).toMatch(/^OneCall[: ]/);
      // A telephone takes brackets and words of Chinese that follow for part of the address.
      for (const text of [zh, hk, en]) expect(text, key).not.toMatch(/\{\{link\}\}\S/);
    }
  });

  it('has a department for every task of the plan', () => {
    const served = new Set(pack.departments.flatMap((department) => department.tasks));
    for (let task = 1; task <= 38; task += 1) expect(served, `task ${task}`).toContain(task);
  });

  it('has an office in every district, and streets in every district', () => {
    const districts = pack.areas.filter((area) => area.level === 'district');
    for (const name of ['罗湖区', '福田区', '南山区', '宝安区', '龙岗区', '盐田区'])
      expect(districts.map((district) => district.nameZh)).toContain(name);
    for (const { code } of districts) {
      expect(pack.departments.filter((department) => department.areaCode === code)).toHaveLength(1);
      expect(pack.areas.filter((area) => area.parentCode === code).length).toBeGreaterThan(0);
    }
  });

  it('draws every district and every street once, where it lies', () => {
    const cells = cellsOf(pack.maps);
    const drawn = pack.areas.filter(({ level }) => level === 'district' || level === 'street');
    expect(drawn.filter(({ code }) => !cells.has(code)).map(({ nameZh }) => nameZh)).toEqual([]);
    expect(cells.size).toBe(drawn.length);
    const middle = (code: string, axis: 'x' | 'y'): number => {
      const all = cells.get(code) ?? [];
      return all.reduce((sum, cell) => sum + cell[axis], 0) / all.length;
    };
    const [luohu, nanshan, baoan, guangming] = ['440303', '440305', '440306', '440311'];
    expect(middle(luohu, 'x')).toBeGreaterThan(middle(nanshan, 'x'));
    expect(middle(baoan, 'x')).toBeLessThan(middle(guangming, 'x'));
    expect(middle(guangming, 'y')).toBeLessThan(middle(nanshan, 'y'));
  });

  it('has twelve agents, one of each other role, and an officer and a lead wherever tickets go', () => {
    const byName = new Map(pack.people.map((person) => [person.username, person]));
    for (let n = 1; n <= 12; n += 1) {
      expect(byName.get(`agent${n}`)?.roles).toEqual(['agent']);
      expect(byName.get(`agent${n}`)?.agent).not.toBeNull();
    }
    for (const role of ['dispatcher', 'supervisor', 'editor', 'reviewer', 'admin', 'observer'])
      expect(byName.get(role)?.roles).toEqual([role]);
    for (const { code } of pack.departments.filter((department) => department.takesTickets)) {
      expect(byName.get(`dept-${code}`)).toMatchObject({ roles: ['officer'], departmentCode: code });
      expect(byName.get(`lead-${code}`)).toMatchObject({ roles: ['lead'], departmentCode: code });
    }
  });

  it('has agents for every queue who have the skills that the queue asks for', () => {
    for (const queue of pack.queues) {
      const members = pack.people.filter((person) => person.agent?.queues.includes(queue.code));
      expect(members.length, queue.code).toBeGreaterThanOrEqual(3);
      for (const { username, agent } of members) {
        for (const [skill, least] of Object.entries(queue.requiredSkills))
          expect(agent?.skills[skill] ?? 0, `${username} ${skill}`).toBeGreaterThanOrEqual(least);
      }
    }
  });

  it('invents telephone numbers that nobody can have', () => {
    const phones = pack.departments.map((department) => department.phone);
    for (const phone of phones) expect(phone).toMatch(/^0755-0000-\d{4}$/);
    expect(new Set(phones).size).toBe(phones.length);
  });

  it('names a lead for every group of categories, and the district for its streets', () => {
    const everywhere = new Set(
      pack.duty.filter((duty) => duty.areaCode === null).map((duty) => duty.categoryCode),
    );
    for (const category of pack.categories.filter((one) => one.level === 2))
      expect(everywhere, category.code).toContain(category.code);
    const luohu = pack.duty.find(
      (duty) => duty.categoryCode === 'construction.cityscape' && duty.areaCode === '440303',
    );
    expect(luohu).toMatchObject({ leadCode: 'luohu', coHandlerCodes: ['urban'], fallbackCode: 'data' });
  });

  it('keeps articles between 120 and 300 characters without their marks, with a complete English text', () => {
    for (const article of pack.articles) {
      const length = lengthOf(article.bodyZh.replaceAll(/\*\*|^- |\n/gm, ''));
      expect(length, article.code).toBeGreaterThanOrEqual(120);
      expect(length, article.code).toBeLessThanOrEqual(300);
      expect(article.bodyEn.split(/\s+/).length, article.code).toBeGreaterThanOrEqual(60);
      expect(article.bodyEn.split('\n').length, article.code).toBe(article.bodyZh.split('\n').length);
    }
  });

  it('lets a queue hold a crowd: whoever finds it full is turned away unheard', () => {
    for (const queue of pack.queues) expect(queue.maxWaiting, queue.code).toBeGreaterThanOrEqual(2000);
  });

  it('has a result for every way in which a contact ends, and reasons for every list that asks for one', () => {
    const results = pack.dispositions.map(({ code }) => code);
    expect(results).toEqual(
      expect.arrayContaining(['answered', 'ticket', 'transferred', 'abandoned', 'spam']),
    );
    const lists = new Set(pack.reasons.map(({ list }) => list));
    expect([...lists].sort()).toEqual([
      'break',
      'call_ground',
      'decline_ground',
      'disclosure_result',
      'extension_ground',
      'hardship',
      'proposal_form',
      'rating_reason',
      'return_ground',
    ]);
  });

  it('has articles for agents and for departments, too', () => {
    const audiences = new Set(pack.articles.map((article) => article.audience));
    expect([...audiences].sort()).toEqual(['agent', 'department', 'public']);
  });

  it('writes Chinese in Chinese and English in English everywhere', () => {
    const pairs: [zh: string, en: string][] = [
      ...[
        pack.areas,
        pack.departments,
        pack.categories,
        pack.calendars,
        pack.queues,
        pack.skills,
        pack.people,
      ]
        .flat()
        .map((row): [string, string] => [row.nameZh, row.nameEn]),
      ...[...pack.dispositions, ...pack.reasons].map((row): [string, string] => [row.labelZh, row.labelEn]),
      ...pack.canned.map((row): [string, string] => [row.titleZh + row.textZh, row.titleEn + row.textEn]),
      ...pack.articles.map((row): [string, string] => [row.shortZh, row.titleEn + row.shortEn + row.bodyEn]),
      ...pack.texts.map((row): [string, string] => [row['zh-HK'], row.en]),
      ...pack.serviceItems.map((row): [string, string] => [row.nameZh, row.nameEn]),
    ];
    for (const [zh, en] of pairs) {
      expect(zh).toMatch(han);
      expect(en).not.toMatch(han);
    }
  });
});

describe('the time limits', () => {
  const limit = (clock: string, match: object) => {
    const found = pack.policies.filter(
      (policy) => policy.clock === clock && JSON.stringify(policy.match) === JSON.stringify(match),
    );
    expect(found).toHaveLength(1);
    return `${found[0]?.budget.amount} ${found[0]?.budget.unit} ${found[0]?.calendarCode}`;
  };

  it.each([
    ['dispatch', {}, '2 hours always'],
    ['dispatch', { urgency: 'urgent' }, '30 minutes always'],
    ['accept', {}, '2 working_hours cn-workdays'],
    ['accept', { urgency: 'urgent' }, '15 minutes always'],
    ['first_contact', {}, '24 hours always'],
    ['resolve', { kind: 'inquiry' }, '2 working_days cn-workdays'],
    ['resolve', { kind: 'help' }, '10 working_days cn-workdays'],
    ['resolve', { kind: 'suggestion' }, '10 working_days cn-workdays'],
    ['resolve', { kind: 'complaint' }, '15 working_days cn-workdays'],
    ['resolve', { kind: 'report' }, '15 working_days cn-workdays'],
    ['resolve', { kind: 'disclosure_request' }, '20 working_days cn-workdays'],
    ['resolve', { urgency: 'emergency' }, '2 hours always'],
    ['resolve', { categoryCode: 'construction.utilities' }, '24 hours always'],
    ['return', {}, '1 working_days cn-workdays'],
  ])('%s of %j is %s', (clock, match, expected) => {
    expect(limit(clock, match)).toBe(expected);
  });

  it('warn at half and at four fifths', () => {
    for (const policy of pack.policies) expect(policy.warnAt).toEqual([0.5, 0.8]);
  });

  it('exist for every clock, whatever the ticket', () => {
    for (const clock of ['dispatch', 'accept', 'first_contact', 'resolve', 'return']) limit(clock, {});
  });
});

describe('the service items', () => {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

  /** GB 32100: the weighted sum of all eighteen characters is a multiple of 31, the check character counting once. */
  const isCreditCode = (code: string): boolean => {
    let weight = 1;
    let sum = 0;
    for (const character of code.slice(0, 17)) {
      sum += alphabet.indexOf(character) * weight;
      weight = (weight * 3) % 31;
    }
    return (sum + alphabet.indexOf(code.slice(17))) % 31 === 0;
  };
  /** GB 11714: the ninth character of an organisation code. */
  const isOrganisationCode = (code: string): boolean => {
    const weights = [3, 7, 9, 10, 5, 8, 4, 2];
    const sum = weights.reduce(
      (total, weight, at) => total + weight * Number.parseInt(code.charAt(at), 36),
      0,
    );
    const check = (11 - (sum % 11)) % 11;
    return code.charAt(8) === (check === 10 ? 'X' : String(check));
  };

  it('know a credit code with a valid check character from one without', () => {
    // The credit code in the first public item of the province, and the same with two figures exchanged.
    expect(isCreditCode('11440000006939756B')).toBe(true);
    expect(isCreditCode('11440000006939765B')).toBe(false);
  });

  it('pass the import of service items without a fault', () => {
    const { items, faults } = importServiceItems(readFileSync(join(shenzhen, 'service-items.json'), 'utf8'));
    expect(faults).toEqual([]);
    expect(items).toHaveLength(pack.serviceItems.length);
  });

  it('bear 31 characters with valid check characters, at the level of a city', () => {
    for (const { code } of pack.serviceItems) {
      expect(code).toHaveLength(31);
      expect(isCreditCode(code.slice(0, 18)), code).toBe(true);
      expect(isOrganisationCode(code.slice(8, 17)), code).toBe(true);
      expect(code.charAt(18)).toBe('3');
    }
  });
});

describe('a pack with a fault', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'onecall-pack-'));
    cpSync(shenzhen, dir, { recursive: true });
  });
  afterEach(() => {
    rmSync(dir, { recursive: true });
  });

  const rowsSchema = z.array(z.record(z.string(), z.unknown()));
  function change(file: string, row: number, fields: Record<string, unknown>): void {
    const rows = rowsSchema.parse(JSON.parse(readFileSync(join(dir, file), 'utf8')));
    Object.assign(rows[row - 1] ?? {}, fields);
    writeFileSync(join(dir, file), JSON.stringify(rows));
  }
  function fault(): Pick<PackError, 'file' | 'row' | 'field' | 'message'> {
    try {
      loadPack(dir);
    } catch (error) {
      if (error instanceof PackError) return error;
      throw error;
    }
    throw new Error('the pack was accepted');
  }

  it.each<[file: string, row: number, field: string, value: unknown]>([
    ['areas.json', 3, 'parentCode', '999999'],
    ['departments.json', 5, 'parentCode', 'nowhere'],
    ['departments.json', 53, 'areaCode', '110000'],
    ['categories.json', 3, 'departmentCode', 'nowhere'],
    ['categories.json', 3, 'parentCode', 'education'],
    ['categories.json', 3, 'level', 2],
    ['duty.json', 2, 'categoryCode', 'nowhere'],
    ['duty.json', 2, 'areaCode', '110000'],
    ['duty.json', 2, 'leadCode', 'nowhere'],
    ['duty.json', 2, 'coHandlerCodes', ['nowhere']],
    ['duty.json', 2, 'fallbackCode', 'nowhere'],
    ['policies.json', 1, 'calendarCode', 'nowhere'],
    ['queues.json', 2, 'calendarCode', 'nowhere'],
    ['queues.json', 2, 'requiredSkills', { juggling: 1 }],
    ['queues.json', 2, 'rings', [{ afterS: 45, dropSkills: ['juggling'] }]],
    ['queues.json', 2, 'rings', [{ afterS: 45, addQueues: ['nowhere'] }]],
    ['people.json', 20, 'departmentCode', 'nowhere'],
    ['articles/health.json', 2, 'departmentCode', 'nowhere'],
    ['articles/health.json', 2, 'categoryCode', 'nowhere'],
    ['reasons.json', 2, 'list', 'holiday'],
    ['articles/health.json', 2, 'shortZh', '长'.repeat(71)],
    ['articles/health.json', 2, 'shortEn', 'a'.repeat(141)],
    ['canned.json', 4, 'textZh', '您好{{nickname}}'],
    ['service-items.json', 1, 'departmentCode', 'nowhere'],
    ['service-items.json', 1, 'catalogueCode', '440190001000'],
    ['service-items.json', 1, 'url', null],
    ['service-items.json', 1, 'url', 'gdzwfw'],
  ])('is refused with file, row and field: %s row %i %s', (file, row, field, value) => {
    change(file, row, { [field]: value });
    expect(fault()).toMatchObject({ file, row, field });
  });

  it('is refused when a ticket would go to somebody who takes none', () => {
    change('duty.json', 1, { leadCode: 'congress' });
    expect(fault().message).toBe(
      'duty.json, row 1, field leadCode: there is no department that takes tickets, "congress"',
    );
  });

  it('is refused when its map draws what is not there, or twice', () => {
    const [city, first] = pack.maps;
    change('map.json', 2, { areas: { ...first?.areas, 清: '440304001' } });
    expect(fault().message).toBe('map.json, row 2, field areas: 440303 has no area "440304001"');
    change('map.json', 2, { areas: { ...first?.areas, 清: first?.areas.晓 } });
    expect(fault().message).toBe('map.json, row 2, field areas: "440303009" is drawn twice');
    change('map.json', 2, { areas: first?.areas });
    change('map.json', 1, { rows: city?.rows.map((row) => row.replaceAll('盐', '．')) });
    expect(fault().message).toBe(
      'map.json, row 1, field areas: every letter of the map has an area, and every area is drawn',
    );
    rmSync(join(dir, 'map.json'));
    expect(loadPack(dir).maps).toEqual([]);
  });
  it('is refused when a code stands twice', () => {
    change('skills.json', 2, { code: 'zh' });
    expect(fault().message).toBe('skills.json, row 2, field code: "zh" stands twice');
  });

  it('is refused when a person has a skill or a queue that does not exist', () => {
    change('people.json', 1, { agent: { capacity: 3, skills: { juggling: 5 }, queues: ['general'] } });
    expect(fault()).toMatchObject({ file: 'people.json', row: 1, field: 'agent.skills' });
    change('people.json', 1, { agent: { capacity: 3, skills: { zh: 5 }, queues: ['nowhere'] } });
    expect(fault()).toMatchObject({ file: 'people.json', row: 1, field: 'agent.queues' });
  });

  it('is refused when a time limit is set for a category that does not exist', () => {
    change('policies.json', 1, { match: { categoryCode: 'nowhere' } });
    expect(fault()).toMatchObject({ file: 'policies.json', row: 1, field: 'match.categoryCode' });
  });

  it('is refused when two departments take what nobody takes', () => {
    change('departments.json', 2, { isFallback: true });
    expect(fault()).toMatchObject({ file: 'departments.json', field: 'isFallback' });
  });

  it('is refused when a language leaves out a variable', () => {
    const at = pack.texts.findIndex((row) => row.key === 'sms.ticket_created');
    change('texts.json', at + 1, { en: 'OneCall: we have your matter.' });
    expect(fault()).toMatchObject({ file: 'texts.json', row: at + 1 });
  });

  it('is refused when it lacks a text that the programs ask for', () => {
    const at = pack.texts.findIndex((row) => row.key === 'sms.ticket_created');
    change('texts.json', at + 1, { key: 'sms.ticket_made' });
    expect(fault().message).toBe('texts.json, row 0, field key: "sms.ticket_created" is missing');
  });

  it('is refused when a field is misspelt, and when a file is no JSON or missing', () => {
    change('queues.json', 1, { offerTimeout: 20 });
    expect(fault()).toMatchObject({ file: 'queues.json', row: 1 });
    writeFileSync(join(dir, 'areas.json'), '[');
    expect(fault()).toMatchObject({ file: 'areas.json', row: 0 });
    rmSync(join(dir, 'areas.json'));
    expect(fault()).toMatchObject({ file: 'areas.json', row: 0 });
  });

  it('is refused when it brings no folder of articles', () => {
    rmSync(join(dir, 'articles'), { recursive: true });
    expect(fault()).toMatchObject({ file: 'articles', row: 0 });
  });
});
