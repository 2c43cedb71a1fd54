#pragma once

#include "app/base/text.h"
#include "app/import/importer.h"
#include "app/import/jsonrecord.h"

namespace faultline {

/// Reads one JSON object a line: blank lines are skipped, what is no object is rejected, the rest is the format's.
class JsonLinesReader : public RecordReader {
public:
    void line(std::string_view text, RecordSink& sink) final
    {
        if (trimmed(text).empty()) {
            sink.skip();
            return;
        }
        const auto fault = m_record.read(text);
        if (fault == JsonRecord::Fault::None)
            object(m_record, sink);
        else
            refuse(fault, sink);
    }

protected:
    /// Ends in a door. `object` lives for the call.
    virtual void object(JsonRecord& object, RecordSink& sink) = 0;

private:
    JsonRecord m_record;
};

}    // namespace faultline
