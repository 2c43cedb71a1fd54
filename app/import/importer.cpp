#include "app/import/importer.h"

namespace faultline {

void RecordReader::line(std::string_view, RecordSink&) {}

void RecordReader::document(std::string_view, RecordSink&) {}

void RecordReader::finish(RecordSink&) {}

}    // namespace faultline
