// What a node says, in three languages side by side, spoken by a person where it was recorded.
import { useTranslation } from 'react-i18next';
import { TextArea } from '../../design/index.ts';
import { textsOf } from '../../ivr/flow/graph.ts';
import type { Flow, FlowNode, Recording } from '../../ivr/flow/schema.ts';
import { type Language, languages } from '../../ivr/verbs.ts';
import { RecordingField } from './recording-field.tsx';
import { useFlowWords } from './words.ts';

const htmlLang: Record<Language, string> = { cmn: 'zh-CN', yue: 'zh-HK', en: 'en' };

/** The flow with a text's recording in one language, or without it. */
function withRecording(flow: Flow, key: string, language: Language, recording: Recording | undefined): Flow {
  const { [language]: _before, ...others } = flow.recordings[key] ?? {};
  const ofText = recording ? { ...others, [language]: recording } : others;
  const { [key]: _all, ...rest } = flow.recordings;
  return {
    ...flow,
    recordings: Object.keys(ofText).length > 0 ? { ...rest, [key]: ofText } : rest,
  };
}

export function NodeTexts({
  flow,
  id,
  node,
  onChange,
}: {
  flow: Flow;
  id: string;
  node: FlowNode;
  /** `typed`: the field that it was typed into. */
  onChange: (flow: Flow, typed?: string) => void;
}) {
  const { t } = useTranslation('flows');
  const words = useFlowWords();
  const set = (key: string, language: Language, text: string): void =>
    onChange(
      { ...flow, texts: { ...flow.texts, [key]: { ...flow.texts[key], [language]: text } } },
      `${key} ${language}`,
    );
  const usesOf = (key: string): number =>
    Object.entries(flow.nodes).filter(
      ([other, each]) => other !== id && textsOf(each).some((spoken) => spoken.key === key),
    ).length;
  return textsOf(node).map(({ key, on }) => {
    const name = words.on(on);
    const uses = usesOf(key);
    return (
      <fieldset key={`${on} ${key}`} className="flow-text" data-on={on}>
        <legend>
          <span className="oc-strong">{name}</span> <span className="oc-micro oc-faint">{key}</span>
        </legend>
        <div className="flow-languages">
          {languages.map((language) => (
            <div key={language}>
              <TextArea
                label={t(`language.${language}`)}
                rows={2}
                lang={htmlLang[language]}
                value={flow.texts[key]?.[language] ?? ''}
                onChange={(text) => set(key, language, text)}
              />
              {node.type !== 'sms' && (
                <RecordingField
                  name={t(`language.${language}`)}
                  text={flow.texts[key]?.[language] ?? ''}
                  recording={flow.recordings[key]?.[language]}
                  onChange={(recording) => onChange(withRecording(flow, key, language, recording))}
                />
              )}
            </div>
          ))}
        </div>
        {uses > 0 && <p className="oc-micro oc-quiet">{t('shared', { count: uses })}</p>}
      </fieldset>
    );
  });
}
