// Lays levels out beside the page, which stays smooth meanwhile.
import { laidOut, type Sized } from "./layout";

addEventListener("message", ({ data }: MessageEvent<Sized>) => postMessage(laidOut(data)));
