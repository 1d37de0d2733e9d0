// Open311: programs of others file requests and follow them (GeoReport v2). Owns Open311*.
export { open311Routes, refuseOpen311 } from './routes.ts';
export { Open311 } from './service.ts';
