export { Gallery as default } from '#app/ui/gallery/gallery.tsx'
