// Photos that go with the matter: chosen or taken, looked at, taken out again, and sent once the matter has its number.
import { Camera, X } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PlainButton } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import { type FileFault, fileFault, photoMimes } from '../shell/file-fault.ts';
import { shrinkPhoto } from '../shell/shrink-photo.ts';
import { keepPhotos, keptPhotos } from './kept-photos.ts';

const most = 6;

/** The photos of the draft, and how to add to them, take out and begin anew. */
export function usePhotos() {
  const [photos, setPhotos] = useState<readonly File[]>([]);
  const latest = useRef(photos);
  const change = (next: readonly File[]): void => {
    latest.current = next;
    setPhotos(next);
    void keepPhotos(next, Date.now());
  };
  useEffect(() => {
    void keptPhotos(Date.now()).then((kept) => {
      if (kept.length === 0) return;
      latest.current = kept;
      setPhotos(kept);
    });
  }, []);
  return {
    photos,
    add: (photo: File): void => change([...latest.current, photo].slice(0, most)),
    remove: (photo: File): void => change(latest.current.filter((one) => one !== photo)),
    clear: (): void => change([]),
  };
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
  onAdd,
  onRemove,
}: {
  photos: readonly File[];
  onAdd: (photo: File) => void;
  onRemove: (photo: File) => void;
}) {
  const { t } = useTranslation('filing');
  const [fault, setFault] = useState<FileFault | null>(null);
  const [isShrinking, setShrinking] = useState(false);
  const noteId = useId();
  /** One after the other: a telephone has little memory, and a photo takes much while it is drawn. */
  const add = async (chosen: readonly File[]): Promise<void> => {
    setShrinking(true);
    setFault(null);
    for (const file of chosen) {
      const photo = await shrinkPhoto(file);
      const found = fileFault(photo, photoMimes);
      if (found) setFault(found);
      else onAdd(photo);
    }
    setShrinking(false);
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
              onRemove={() => onRemove(photo)}
            />
          ))}
        </ul>
      )}
      {photos.length < most && (
        <label className="oc-button" data-size="large" data-pending={isShrinking || undefined}>
          {isShrinking ? <span className="oc-spinner" /> : <Camera aria-hidden />}
          <span>{t('addPhoto')}</span>
          <input
            type="file"
            className="oc-hidden"
            multiple
            disabled={isShrinking}
            accept={photoMimes.join()}
            onChange={(event) => {
              void add([...(event.target.files ?? [])]);
              event.target.value = '';
            }}
          />
        </label>
      )}
      <p id={noteId} className="oc-help">
        {t('photosNote', { most })}
      </p>
      <p className="oc-hidden" role="status">
        {isShrinking && t('shrinking')}
      </p>
      {fault && (
        <Notice tone="danger" isLive>
          {t(fault)}
        </Notice>
      )}
    </fieldset>
  );
}
