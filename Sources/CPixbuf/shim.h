#include <gdk-pixbuf/gdk-pixbuf.h>

// What a picture may measure, told to its loader before it takes memory for the pixels.
typedef struct {
    int side;
    long pixels;
    int is_exceeded;
} cpixbuf_limits;

static inline void cpixbuf_check_size(GdkPixbufLoader *loader, int width, int height, gpointer data) {
    cpixbuf_limits *limits = (cpixbuf_limits *)data;
    if (width > limits->side || height > limits->side || (long)width * height > limits->pixels) {
        limits->is_exceeded = 1;
        // A size of nothing is the loader's way to be told to stop.
        gdk_pixbuf_loader_set_size(loader, 0, 0);
    }
}

static inline void cpixbuf_limit(GdkPixbufLoader *loader, cpixbuf_limits *limits) {
    g_signal_connect(loader, "size-prepared", G_CALLBACK(cpixbuf_check_size), limits);
}
