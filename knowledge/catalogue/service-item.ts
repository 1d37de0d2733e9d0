// One service item in our own shape, and the names under which its fields arrive.
import { z } from 'zod';
import { code, count, list, names, plain, text, yes } from './cells.ts';

/** Whom an item serves. `institution`: public institutions; `association`: social organisations. */
export type Audience = 'person' | 'business' | 'institution' | 'association' | 'government' | 'other';

export interface TimeLimit {
  days: number;
  unit: 'working' | 'calendar';
}

export interface ServiceItem {
  /** GB/T 39554.1: 31 characters, or 33 with a business suffix. */
  code: string;
  catalogueCode: string;
  catalogueName: string | undefined;
  /** Two digits: 01 licence … 21 public service. */
  typeCode: string;
  typeName: string | undefined;
  name: string;
  shortName: string | undefined;
  /** What people call it. */
  everydayNames: string[];
  departmentName: string;
  /** Code of the department in our own tree, when the source knows it. */
  departmentCode: string | undefined;
  coDepartments: string | undefined;
  organisationCode: string | undefined;
  areaCode: string | undefined;
  areaName: string | undefined;
  /** 1 state, 2 province, 3 city, 4 county, 5 town, 6 village. */
  level: string;
  audiences: Audience[];
  conditions: string | undefined;
  materials: string[];
  place: string | undefined;
  statutoryLimit: TimeLimit | undefined;
  promisedLimit: TimeLimit | undefined;
  fee: string | undefined;
  consultPhone: string | undefined;
  complaintPhone: string | undefined;
  url: string | undefined;
  bookingUrl: string | undefined;
  isOnline: boolean | undefined;
  /** Times that the applicant must come in person. */
  visits: number | undefined;
  themes: string[];
  /** Columns that have no place in our shape, as they came: nothing is dropped. */
  extra: Record<string, string>;
  /** Row of the file that it came from. */
  row: number;
}

/** One row as it arrives, under our names; every field is judged by itself so that one bad cell hides no other. */
export const serviceRowSchema = z.object({
  code,
  catalogueCode: code,
  catalogueName: text,
  typeCode: code,
  typeName: text,
  name: text,
  shortName: text,
  everydayNames: names,
  departmentName: text,
  departmentCode: text,
  coDepartments: text,
  organisationCode: code,
  areaCode: code,
  areaName: text,
  levelName: text,
  audiences: list,
  conditions: text,
  materials: list,
  place: text,
  statutoryLimit: plain,
  promisedLimit: plain,
  fee: text,
  consultPhone: plain,
  complaintPhone: plain,
  url: plain,
  bookingUrl: plain,
  isOnline: yes,
  visits: count,
  themes: list,
});
export type ServiceRow = z.infer<typeof serviceRowSchema>;
export type ServiceField = keyof ServiceRow;

/** Columns of the provincial service site, of our own packs, and Chinese headings of hand-made sheets. */
export const columns: Readonly<Record<ServiceField, readonly string[]>> = {
  code: ['code', 'TASK_CODE', '实施编码', '事项编码', '实施清单编码', '业务办理项编码', '事项代码'],
  catalogueCode: ['catalogueCode', 'CATAID', '目录编码', '基本编码'],
  catalogueName: ['catalogueName', 'CATANAME', '目录名称'],
  typeCode: ['typeCode', 'itemType', 'TASK_TYPE', '事项类型代码'],
  typeName: ['typeName', 'TASK_TYPE_TEXT', '事项类型'],
  name: ['name', 'nameZh', 'TASK_NAME', '事项名称', '办事项名称', '服务事项名称', '业务办理项名称'],
  shortName: ['shortName', 'matter_short', '事项简称'],
  everydayNames: ['everydayNames', 'matter_daily', '日常用语', '俗称', '通俗叫法'],
  departmentName: [
    'departmentName',
    'DEPT_NAME',
    '实施主体',
    '部门',
    '实施主体名称',
    '实施机构',
    '办理部门',
    '责任部门',
    '主管部门',
    '主管单位',
    '承办单位',
    '权责部门',
  ],
  departmentCode: ['departmentCode', '部门代码'],
  coDepartments: ['coDepartments', 'co_department', '联办机构'],
  organisationCode: ['organisationCode', 'ORGCODE', '组织机构代码'],
  areaCode: ['areaCode', 'AREACODE', '行政区划代码'],
  areaName: ['areaName', 'AREA_CODE_TEXT', '行政区划'],
  levelName: ['levelName', 'matter_level', '行使层级'],
  audiences: ['audiences', 'audience', 'service_object_name', '服务对象', '办理对象', '面向对象'],
  conditions: ['conditions', 'conditionsZh', 'accept_standard', '受理条件', '办理条件'],
  materials: ['materials', 'materialsZh', 'material_intro', '申请材料', '办理材料', '材料清单'],
  place: ['place', 'placeZh', 'handle_location', '办理地点', '办公地址', '窗口地址'],
  statutoryLimit: [
    'statutoryLimit',
    'statutoryWorkingDays',
    'handle_time',
    '法定时限',
    '法定办结时限',
    '法定期限',
  ],
  promisedLimit: [
    'promisedLimit',
    'promisedWorkingDays',
    'handle_time_limit',
    '承诺时限',
    '承诺办结时限',
    '承诺期限',
  ],
  fee: ['fee', 'feeZh', '收费', '收费标准', '是否收费'],
  consultPhone: ['consultPhone', 'consult_phone', '咨询电话', '联系电话', '咨询方式'],
  complaintPhone: ['complaintPhone', 'complain_phone', '投诉电话', '监督投诉电话', '监督电话'],
  url: ['url', 'URL', '办理网址', '在线办理地址', '网上办理地址'],
  bookingUrl: ['bookingUrl', 'online_book_addr', '预约网址'],
  isOnline: ['isOnline', 'ONLINECHECK', '可网上办理'],
  visits: ['visits', 'visit_number', '到场次数'],
  themes: ['themes', 'theme_category', '主题'],
};

const audienceWords: Readonly<Record<string, readonly Audience[]>> = {
  自然人: ['person'],
  个人: ['person'],
  person: ['person'],
  企业法人: ['business'],
  非法人企业: ['business'],
  企业: ['business'],
  business: ['business'],
  both: ['person', 'business'],
  事业法人: ['institution'],
  社会组织法人: ['association'],
  行政机关: ['government'],
  其他组织: ['other'],
  institution: ['institution'],
  association: ['association'],
  government: ['government'],
  other: ['other'],
};

/** Whom a word of the source means; undefined when the word is not known. */
export function audiencesOf(word: string): readonly Audience[] | undefined {
  return audienceWords[word];
}

/** Reads 30(工作日), 30个工作日, 90(自然日), 即办, 30. Without a unit, working days are meant. */
export function readLimit(written: string): TimeLimit | undefined {
  if (/^(?:即办|即时|当场|当日)/.test(written)) return { days: 0, unit: 'working' };
  const match = /^(\d{1,4})\s*个?\s*[(（]?\s*(工作日|自然日|日历日|天|日)?\s*[)）]?$/.exec(written);
  if (!match) return undefined;
  return { days: Number(match[1]), unit: /自然|日历/.test(match[2] ?? '') ? 'calendar' : 'working' };
}
