import {
  CircleHelp,
  Languages,
  ListOrdered,
  type LucideIcon,
  MessageSquareText,
  PhoneCall,
  PhoneForwarded,
  PhoneOff,
  Search,
  Smile,
  Split,
  Voicemail,
  Volume2,
} from 'lucide-react';
import type { FlowNode } from '../../ivr/flow/schema.ts';

/** What stands for each type of node. */
export const nodeIcons: Record<FlowNode['type'], LucideIcon> = {
  say: Volume2,
  language: Languages,
  gather: CircleHelp,
  enqueue: ListOrdered,
  voicemail: Voicemail,
  lookup: Search,
  callback: PhoneCall,
  sms: MessageSquareText,
  transfer: PhoneForwarded,
  condition: Split,
  rate: Smile,
  hangup: PhoneOff,
};
