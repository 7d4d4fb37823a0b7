/** Why something could not be prepared, in words for who uploaded it. Keys are the codes of PermanentFailure. */
export const jobs = {
  reason: {
    media: {
      cancelled: 'You stopped preparing it. Start it again, or choose another file.',
      empty: 'The file is empty. Export it again and upload the new one.',
      not_media: 'This is not a video we can read. Export it as MP4, MOV, MKV or WebM and upload that.',
      no_video: 'This file has sound but no picture. Upload a video.',
      truncated: 'The file ends too early, as if its copy or upload had stopped. Export it again and upload the new one.',
      too_long: 'This video is longer than 12 hours. Cut it into lessons first.',
      too_large: 'This picture is larger than 8K. Export the video at 4K or below.',
      too_heavy: 'This video takes more memory to read than any ordinary one. Export it as an MP4 at 4K or below and upload that.',
      too_slow: 'This video takes far longer to prepare than its length allows. Export it as an ordinary MP4 and upload that.',
      not_image: 'This is not a picture we can read. Use JPEG, PNG or WebP.',
      image_too_large: 'This picture has too many pixels. Save it with at most 8,000 pixels a side.',
    },
    jobs: {
      lost: 'The preparation was interrupted again and again. Try again; if it keeps happening, write to us.',
      failed: 'The preparation failed several times. Try again; if it keeps happening, write to us.',
      unprepared: 'The file could not be found. Upload it again.',
    },
  },
} as const
