import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everydayWords, type SearchDocument, SearchIndex, type Synonyms } from '../../../knowledge/index.ts';

const library: SearchDocument[] = [
  {
    id: 'social',
    title: '社会保险参保登记',
    text: '单位为职工办理参保登记的步骤。',
    facets: { audience: 'public' },
  },
  {
    id: 'fund',
    title: '住房公积金提取',
    text: '购房、租房或退休可以提取。',
    keywords: ['公积金'],
    facets: { audience: 'public' },
  },
  { id: 'soil', title: '水土保持方案审批', text: '生产建设项目开工前报批。', facets: { audience: 'public' } },
  { id: 'water', title: '水费查询', text: '输入户号查询每月水费。', facets: { audience: 'agent' } },
  {
    id: 'noise3',
    title: '夜间施工噪音',
    text: 'A3区工地夜间施工的处理口径。',
    facets: { audience: 'agent' },
  },
  {
    id: 'noise7',
    title: '夜间施工噪音',
    text: 'A7县工地夜间施工的处理口径。',
    facets: { audience: 'agent' },
  },
  {
    id: 'permit',
    title: 'Residence permit',
    text: 'Where to apply for a residence permit and what to bring.',
    facets: { audience: 'public' },
  },
];

function indexOf(documents: readonly SearchDocument[], synonyms?: Synonyms): SearchIndex {
  const index = new SearchIndex(synonyms ? { synonyms } : {});
  for (const document of documents) index.add(document);
  return index;
}
const ids = (index: SearchIndex, query: string, isTyping = false): string[] =>
  index.search(query, { limit: 10, isTyping }).map((hit) => hit.id);

describe('what a query finds first', () => {
  it.each([
    ['住房公积金怎么提取', 'fund', 'words within a question'],
    ['社會保險', 'social', 'traditional characters'],
    ['Ａ７縣 噪音', 'noise7', 'the coded place, at full width'],
    ['A3区夜间施工', 'noise3', 'the coded place'],
    ['水保方案', 'soil', 'a short form of a long name'],
    ['shehuibaoxian', 'social', 'pinyin'],
    ['she hui bao xian', 'social', 'pinyin in syllables'],
    ['gjj', 'fund', 'first letters'],
    ['residence permits', 'permit', 'an English plural'],
    ['residense permit', 'permit', 'a slip of the finger'],
    ['how do i apply for the permit', 'permit', 'an English question'],
  ])('%s → %s (%s)', (query, expected) => {
    expect(ids(indexOf(library), query)[0]).toBe(expected);
  });

  it('finds official words by everyday ones from the list that is handed in', () => {
    const synonyms = [['拿钱', '提取']];
    expect(ids(indexOf(library, synonyms), '拿钱')).toEqual(['fund']);
    expect(ids(indexOf(library, []), '拿钱')).toEqual([]);
  });

  it('knows everyday words without being told, in groups of different words', () => {
    const index = indexOf([...library, { id: 'other', text: '轨道交通' }]);
    expect(ids(index, '社保')[0]).toBe('social');
    expect(ids(index, '租房提公积金')[0]).toBe('fund');
    index.add({ id: 'wedding', title: '结婚登记', text: '带户口簿。' });
    expect(ids(index, '扯证')[0]).toBe('wedding');
    for (const group of everydayWords) {
      expect(group.length).toBeGreaterThan(1);
      expect(new Set(group).size).toBe(group.length);
    }
  });

  it('whoever asks by the very title gets that one first, however often another says its words', () => {
    const index = indexOf([
      { id: 'named', title: '居住证续签要带什么材料', text: '可以在网上续签，不需要本人到场。' },
      {
        id: 'telling',
        title: '居住证怎么办理续签',
        text: '居住证续签要带什么材料？居住证续签时带居住证。',
        keywords: ['居住证', '续签', '居住证续签', '材料', '居住证材料'],
      },
    ]);
    expect(ids(index, '居住证续签要带什么材料')[0]).toBe('named');
    expect(ids(index, '居住证续签，要带什么材料？')[0]).toBe('named');
    expect(ids(index, '居住证续签')[0]).toBe('telling');
  });

  it('letters mean first what people know by a name, not a word that happens to begin alike', () => {
    const index = indexOf([...library, { id: 'journals', title: '国家级奖', text: '评奖办法' }]);
    expect(ids(index, 'gjj')[0]).toBe('fund');
    expect(ids(indexOf([...library, { id: 'link', title: '期刊', text: 'gjj' }]), 'gjj')[0]).toBe('fund');
  });

  it('an area says where: what is asked counts more, and of two answers that of the area comes first', () => {
    const index = new SearchIndex({ areas: ['南山区', '福田区'] });
    index.add({ id: 'pipe', title: '福田区部分道路夜间更换供水管', text: '福田区今晚更换供水管，请储水。' });
    index.add({ id: 'wedding', title: '结婚登记预约', text: '带身份证、户口簿和照片。' });
    index.add({ id: 'wedding-here', title: '结婚登记处地址', text: '福田区在民政局，请先预约。' });
    index.add({ id: 'wedding-there', title: '结婚登记处地址', text: '南山区在民政局，请先预约。' });
    const first = (query: string) => index.search(query, { limit: 4 }).map(({ id }) => id);
    for (const query of ['福田 结婚', '福田区结婚登记']) {
      expect(first(query)[0]).toBe('wedding-here');
      expect(first(query)[1]).toBe('wedding');
    }
    expect(first('福田')[0]).toBe('pipe');
    expect(first('福田水管')[0]).toBe('pipe');
  });

  it('puts what is said of another area behind what is said of the one asked about, or of none', () => {
    const index = new SearchIndex({ areas: ['南山区', '福田区'] });
    index.add({ id: 'other', text: '小学入学要房产证和户口本，福田区' });
    index.add({ id: 'none', text: '小学入学需要房产证和户口本' });
    index.add({ id: 'own', text: '南山区的入学报名从五月开始，学校在网上公布名单，请带户口本和房产证' });
    const [first, second, third] = index.search('南山区小学入学', { limit: 3 }).map(({ id }) => id);
    expect([first, second, third]).toEqual(['own', 'none', 'other']);
  });

  it('areas that come later count as those that were there from the start', () => {
    const texts = [
      ['other', '小学入学要房产证和户口本，福田区'],
      ['none', '小学入学需要房产证和户口本'],
      ['own', '南山区的入学报名从五月开始，学校在网上公布名单，请带户口本和房产证'],
    ] as const;
    const [early, late] = [new SearchIndex({ areas: ['南山区', '福田区'] }), new SearchIndex()];
    for (const [id, text] of texts) {
      early.add({ id, text });
      late.add({ id, text });
    }
    const found = (index: SearchIndex) => index.search('南山区小学入学', { limit: 3, area: '南山区' });
    expect(found(late)).not.toEqual(found(early));
    late.setAreas(['南山区', '福田区']);
    expect(found(late)).toEqual(found(early));
    late.setAreas([]);
    expect(found(late)).not.toEqual(found(early));
  });

  it.each([
    ['残疾人证丢了怎么办', '挂失补办'],
    ['残疾人证到期换证', '换领'],
    ['残疾人证要销掉', '注销'],
    ['残疾人证改等级', '等级变更'],
    ['到哪里查残疾人证', '查询'],
    ['replace a lost disability card', '挂失补办'],
  ])('%s → what is to be done: %s', (query, expected) => {
    const forms = ['查询', '注销', '等级变更', '换领', '挂失补办', '申领'];
    const index = indexOf([
      ...library,
      ...forms.map((form) => ({ id: form, title: `残疾人证${form}`, text: 'Disability card' })),
    ]);
    expect(ids(index, query)[0]).toBe(expected);
    expect(ids(index, '残疾人证').indexOf('查询')).toBe(forms.length - 1);
  });

  it.each([
    ['营业执照丢了', '营业'],
    ['营业执照快过期了', '营业'],
    ['老年证丢了', '老年'],
    ['户口本找不到了', '户口'],
    ['下水道堵了', '下水'],
  ])('%s: what became of a thing does not lead to the others that it happens to', (query, expected) => {
    const index = new SearchIndex({ synonyms: [] });
    const texts = [
      ['护照', '普通护照怎么办理', '护照丢了的，先挂失再补发；护照过期了的，可以换发。'],
      ['身份', '身份证换领补领', '身份证丢了，到派出所补领；身份证过期了要换领。'],
      ['叫法', '同一事项各区叫法不同怎么找', '找不到了的，换一个叫法。'],
      ['通道', '消防通道堵塞怎么举报', '通道堵了请拨打电话。'],
      ['营业', '开公司和个体户怎么登记', '营业执照由市场监管部门发放。'],
      ['老年', '高龄津贴和优待', '老年人凭老年优待证乘车。'],
      ['户口', '怎么把户口迁入', '带户口本到派出所。'],
      ['下水', '路灯井盖怎么报', '下水管道堵塞、井盖缺失由城管处理。'],
    ] as const;
    for (const [id, title, text] of texts) index.add({ id, title, text });
    expect(ids(index, query)[0]).toBe(expected);
  });

  describe('how a sentence ends that asks', () => {
    const texts = [
      ['抽样', '满意度调查怎么抽样为什么打给我', '打给谁由系统随机抽取。'],
      ['欠薪', '被拖欠工资怎么办', '找谁都行不行的，先投诉；准备什么材料，看指南。'],
      ['赔偿', '机关拖延造成损失能赔吗', '有影响吗，要看是不是有影响。'],
      ['停水', '停水水压低怎么办', '自来水公司派人检修水管和水表，通知停水时间。'],
      ['社保', '社会保险怎么参保', '单位为职工交社保，断了可以接着交。'],
      ['拖车', '车被拖走去哪里取', '凭驾驶证取车。'],
      ['小学', '义务教育学位申请', '小学要房产证或租赁凭证。'],
      ['居住查询', '居住证查询', '输入受理号。'],
      ['居住', '居住证办理', '到派出所。'],
    ] as const;
    const index = new SearchIndex({ synonyms: [] });
    for (const [id, title, text] of texts) index.add({ id, title, text });

    it.each([
      ['水管没水了打给谁', '停水'],
      ['水管没水，该打给谁呢？', '停水'],
      ['社保断了有影响吗', '社保'],
      ['孩子上小学要准备什么材料', '小学'],
      ['居住证找谁', '居住'],
      ['为什么打给我', '抽样'],
      ['打给谁', '抽样'],
    ])('%s finds %s', (query, expected) => {
      expect(ids(index, query)[0]).toBe(expected);
    });

    it('decides between texts about the matter', () => {
      const fees = indexOf([
        { id: 'how', title: '申请公开', text: '填写申请表。' },
        { id: 'fee', title: '申请公开', text: '要不要钱看数量。' },
      ]);
      expect(ids(fees, '申请公开要不要钱')).toEqual(['fee', 'how']);
    });
  });

  it('puts the office of the city before those above it where both have the matter', () => {
    const index = indexOf([
      { id: 'province', title: '律师事务所设立许可', text: '省司法厅', isFromAbove: true },
      { id: 'city', title: '律师事务所设立许可', text: '市司法局受理律师事务所的设立' },
    ]);
    expect(ids(index, '律师事务所设立许可')).toEqual(['city', 'province']);
    expect(ids(index, '省司法厅律师事务所设立许可')).toEqual(['province', 'city']);
  });

  it('finds unfinished words only while typing', () => {
    const index = indexOf(library);
    expect(ids(index, 'resid', true)).toEqual(['permit']);
    expect(ids(index, 'resid')).toEqual([]);
    expect(ids(index, 'gongji', true)).toEqual(['fund']);
  });

  it('finds by text alone in a library without titles', () => {
    const index = indexOf(library.map(({ id, text }) => ({ id, text })));
    expect(ids(index, '户号')).toEqual(['water']);
  });

  it.each(['', '，。', 'zzzz', '囍'])('finds nothing for “%s”', (query) => {
    expect(ids(indexOf(library), query)).toEqual([]);
  });
});

describe('filters and reasons', () => {
  it('shows only documents with one of the values asked for', () => {
    const hits = indexOf(library).search('水', { limit: 10, facets: { audience: ['public'] } });
    expect(hits.map((hit) => hit.id)).toEqual(['soil']);
  });

  it('hides a document that lacks the facet', () => {
    const index = indexOf([{ id: 'bare', text: '水费' }]);
    expect(index.search('水费', { limit: 5, facets: { audience: ['public'] } })).toEqual([]);
  });

  it.each([
    ['夜间 施工噪音扰民 A3', 'noise3', { by: 'title', words: ['夜间', '施工噪音'] }],
    ['夜间 施工噪音扰民 A3', 'noise3', { by: 'text', words: ['a3'] }],
    ['交五险', 'social', { by: 'synonym', said: '五险', found: '社会保险' }],
    ['gjj', 'fund', { by: 'pinyin', said: 'gjj', found: '公积金' }],
    ['she hui bao xian', 'social', { by: 'pinyin', said: 'shehuibaoxian', found: '社会保险' }],
    ['residense', 'permit', { by: 'typo', said: 'residense', found: 'residence' }],
  ])('says of %s why %s answers it', (query, id, reason) => {
    const index = indexOf(library, [['五险', '社会保险']]);
    expect(index.search(query, { limit: 10, isTyping: true }).map((hit) => hit.id)).toContain(id);
    expect(index.explain(query, id)).toContainEqual(reason);
  });

  it('says so when an answer had helped others', () => {
    const index = indexOf(library);
    index.learn('房租太贵', 'fund', 3);
    expect(index.explain('房租太贵', 'fund')).toContainEqual({ by: 'learned' });
    expect(index.explain('房租太贵', 'gone')).toEqual([]);
  });

  it('keeps what holds in an area: what speaks of it or of none', () => {
    const index = new SearchIndex({ areas: ['南山区', '福田区'] });
    index.add({ id: 'south', title: '南山区停车', text: '路边停车。' });
    index.add({ id: 'field', title: '福田区停车', text: '路边停车。' });
    index.add({ id: 'city', title: '停车', text: '路边停车。' });
    const found = index.search('停车', { limit: 5, area: '南山区' }).map((hit) => hit.id);
    expect(found.sort()).toEqual(['city', 'south']);
  });

  it('gives no more than the limit, best first', () => {
    const hits = indexOf(library).search('夜间施工 水', { limit: 3 });
    expect(hits).toHaveLength(3);
    expect(hits.map((hit) => hit.score)).toEqual(hits.map((hit) => hit.score).sort((a, b) => b - a));
  });
});

describe('documents come and go', () => {
  it('replaces a document of the same id', () => {
    const index = indexOf(library);
    index.add({ id: 'water', text: '电费查询' });
    expect(index.size).toBe(library.length);
    expect(ids(index, '户号')).toEqual([]);
    expect(ids(index, '电费')[0]).toBe('water');
  });

  it('says whether there was a document to remove', () => {
    const index = indexOf(library);
    expect(index.remove('water')).toBe(true);
    expect(index.remove('water')).toBe(false);
    expect(ids(index, '水费')).not.toContain('water');
  });

  it('finds the same after many replacements, when old postings have been swept out', () => {
    const index = new SearchIndex();
    for (let round = 0; round < 40; round += 1) {
      for (let number = 0; number < 20; number += 1)
        index.add({ id: `d${number}`, text: `第${round}轮 第${number}号` });
    }
    expect(index.size).toBe(20);
    expect(index.search('39轮', { limit: 50 })).toHaveLength(20);
    expect(ids(index, '38')).toEqual([]);
  });

  it('holds a term of many thousand documents', () => {
    const index = new SearchIndex({ synonyms: [] });
    for (let number = 0; number < 4_000; number += 1) {
      index.add({ id: `d${number}`, text: '噪音 '.repeat(1 + (number % 300)) });
    }
    expect(index.search('噪音', { limit: 4_000 })).toHaveLength(4_000);
  });

  it('answers after any adds and removes as an index built afresh from what is left', () => {
    const word = fc.constantFrom('社保', '公积金', '噪音', 'A3区', '居住证', 'permit', '学位');
    const document = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      title: fc.array(word, { maxLength: 2 }).map((words) => words.join('')),
      text: fc.array(word, { maxLength: 5 }).map((words) => words.join('，')),
      keywords: fc.array(word, { maxLength: 1 }),
    });
    const step = fc.oneof(
      document.map((added) => ({ kind: 'add', document: added }) as const),
      fc.constantFrom('a', 'b', 'c', 'd', 'e').map((id) => ({ kind: 'remove', id }) as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), word, (steps, query) => {
        const index = new SearchIndex();
        const left = new Map<string, SearchDocument>();
        for (const one of steps) {
          if (one.kind === 'add') {
            index.add(one.document);
            left.delete(one.document.id);
            left.set(one.document.id, one.document);
          } else {
            expect(index.remove(one.id)).toBe(left.delete(one.id));
          }
        }
        expect(index.size).toBe(left.size);
        expect(index.search(query, { limit: 10 })).toEqual(
          indexOf([...left.values()]).search(query, { limit: 10 }),
        );
      }),
    );
  });
});
