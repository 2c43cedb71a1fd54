#pragma once

#include "app/import/importerregistry.h"
#include "tests/importers/samplefiles.h"
#include "tests/support/collectingsink.h"

#include <string>
#include <vector>

namespace faultline::test {

/// What a record of a sample says of its instant, written by hand from the format's specification.
struct SampleInstant {
    const char* rule;
    const char* format;
    const char* file;
    int record;       ///< which one, as the test counts them
    const char* utc;
    const char* basis;
    const char* anchor;
};

/// The columns and a row for each.
void addInstantRows(const std::vector<SampleInstant>& instants);

struct ReadSample {
    const Importer* importer = nullptr;    ///< of the row's format; nullptr when there is no such format or sample
    std::string content;
    CollectingSink sink;
};
/// The sample of the current row, read with the options beside it.
ReadSample readSampleOfRow(const ImporterRegistry& registry);

/// The record has the time, the basis and the anchor of the current row.
void compareWithRow(const OrderedJson& record, const Importer& importer);

}    // namespace faultline::test
