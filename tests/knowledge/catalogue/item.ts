// A builder of rows of service items with codes that hold.
import { creditCheckCharacter } from '../../../knowledge/index.ts';

const body = '11440300MB2C12345';
export const creditCode = body + (creditCheckCharacter(body) ?? '');
export const catalogueCode = '440106029008';
export const code = `${creditCode}3${catalogueCode}`;

export function row(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    TASK_CODE: code,
    CATAID: catalogueCode,
    TASK_TYPE: '01',
    TASK_TYPE_TEXT: '行政许可',
    TASK_NAME: '居住证补领',
    DEPT_NAME: '市公安局',
    ORGCODE: 'MB2C12345',
    AREACODE: '440300',
    matter_level: '市级',
    service_object_name: ['自然人', '企业法人'],
    handle_time: '20(工作日)',
    handle_time_limit: '3(工作日)',
    consult_phone: '0755-12345',
    URL: 'https://example.org/apply',
    ONLINECHECK: '1',
    material_intro: ['身份证', '照片'],
    matter_daily: '补居住证，居住证丢了',
    ...changes,
  };
}
