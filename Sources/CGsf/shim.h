#include <gsf/gsf-infile-msole.h>
#include <gsf/gsf-infile.h>
#include <gsf/gsf-input-memory.h>
#include <gsf/gsf-input.h>
#include <gsf/gsf-outfile-msole.h>
#include <gsf/gsf-outfile.h>
#include <gsf/gsf-output-memory.h>
#include <gsf/gsf-output.h>
#include <gsf/gsf-utils.h>

// GObject's casts are macros, which Swift does not see.

// The root of a compound file in a copy of the bytes; NULL for what is none.
static inline GsfInfile *cgsf_open(const guint8 *bytes, gsf_off_t size) {
    GsfInput *memory = gsf_input_memory_new_clone(bytes, size);
    if (memory == NULL) return NULL;
    GsfInfile *root = gsf_infile_msole_new(memory, NULL);
    g_object_unref(memory);
    return root;
}

// The entry as a storage; NULL for a stream.
static inline GsfInfile *cgsf_storage(GsfInput *entry) {
    return GSF_IS_INFILE(entry) && gsf_infile_num_children(GSF_INFILE(entry)) >= 0 ? GSF_INFILE(entry) : NULL;
}

static inline GsfOutput *cgsf_output(GsfOutfile *storage) {
    return GSF_OUTPUT(storage);
}

static inline GsfOutfile *cgsf_written_storage(GsfOutput *entry) {
    return GSF_OUTFILE(entry);
}

static inline const guint8 *cgsf_bytes(GsfOutput *memory) {
    return gsf_output_memory_get_bytes(GSF_OUTPUT_MEMORY(memory));
}
