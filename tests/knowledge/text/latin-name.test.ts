import { expect, it } from 'vitest';
import { latinName } from '../../../knowledge/text/index.ts';

it.each([
  ['李雷', 'Li Lei'],
  ['欧阳娜娜', 'Ouyang Nana'],
  ['欧阳', 'Ou Yang'],
  ['单雄信', 'Shan Xiongxin'],
  ['刘恩安', "Liu En'an"],
  ['吕布', 'Lü Bu'],
  ['阿卜杜拉·买买提', 'Abudula Maimaiti'],
  ['王芳（夜班）', 'Wangfang（Yeban）'],
  ['Li Lei', 'Li Lei'],
  ['', ''],
])('a name is spelt in Latin letters, family name first: %s is %s', (name, latin) => {
  expect(latinName(name)).toBe(latin);
});
