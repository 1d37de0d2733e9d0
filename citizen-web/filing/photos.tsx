// Photos that go with the matter: chosen or taken, looked at, taken out again, and sent once the matter has its number.
import { Camera, X } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PlainButton } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import { type FileFault, fileFault, photoMimes } from '../shell/file-fault.ts';
import { keepPhotos, keptPhotos } from './kept-photos.ts';

const most = 6;

/** The photos of the draft. */
export function usePhotos() {
  const [photos, setPhotos] = useState<readonly File[]>([]);
  useEffect(() => {
    void keptPhotos().then((kept) => kept.length > 0 && setPhotos(kept));
  }, []);
  const change = (next: readonly File[]): void => {
    setPhotos(next);
    void keepPhotos(next);
  };
  return { photos, change };
}

function Thumbnail({ photo, onRemove }: { photo: File; onRemove: () => void }) {
  const { t } = useTranslation('filing');
  const [source, setSource] = useState('');
  useEffect(() => {
    const url = URL.createObjectURL(photo);
    setSource(url);
    return () => URL.revokeObjectURL(url);
  }, [photo]);
  return (
    <li>
      {source && <img src={source} alt={photo.name} />}
      <PlainButton icon={X} isIconOnly onClick={onRemove}>
        {t('removePhoto', { name: photo.name })}
      </PlainButton>
    </li>
  );
}

export function Photos({
  photos,
  onChange,
}: {
  photos: readonly File[];
  onChange: (photos: readonly File[]) => void;
}) {
  const { t } = useTranslation('filing');
  const [fault, setFault] = useState<FileFault | null>(null);
  const noteId = useId();
  const add = (chosen: readonly File[]): void => {
    setFault(chosen.map((file) => fileFault(file, photoMimes)).find((found) => found !== null) ?? null);
    const fitting = chosen.filter((file) => fileFault(file, photoMimes) === null);
    if (fitting.length > 0) onChange([...photos, ...fitting].slice(0, most));
  };
  return (
    <fieldset className="filing-photos" aria-describedby={noteId}>
      <legend>{t('photos')}</legend>
      {photos.length > 0 && (
        <ul>
          {photos.map((photo) => (
            <Thumbnail
              key={`${photo.name} ${photo.size} ${photo.lastModified}`}
              photo={photo}
              onRemove={() => onChange(photos.filter((one) => one !== photo))}
            />
          ))}
        </ul>
      )}
      {photos.length < most && (
        <label className="oc-button" data-size="large">
          <Camera aria-hidden />
          <span>{t('addPhoto')}</span>
          <input
            type="file"
            className="oc-hidden"
            multiple
            accept={photoMimes.join()}
            onChange={(event) => {
              add([...(event.target.files ?? [])]);
              event.target.value = '';
            }}
          />
        </label>
      )}
      <p id={noteId} className="oc-help">
        {t('photosNote', { most })}
      </p>
      {fault && (
        <Notice tone="danger" isLive>
          {t(fault)}
        </Notice>
      )}
    </fieldset>
  );
}
