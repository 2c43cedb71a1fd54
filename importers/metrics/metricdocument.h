#pragma once

#include "app/import/importer.h"
#include "app/import/jsonrecord.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace faultline {

/// Reads metric exports of JSON APIs in place: one document, a list of them, or documents behind one another.
class MetricDocumentReader : public RecordReader {
public:
    explicit MetricDocumentReader(const TimeSettings& settings) : m_resolver(settings) {}
    void document(std::string_view text, RecordSink& sink) final;
    const TimeResolver* timeResolver() const override { return &m_resolver; }

protected:
    /// One object of the file.
    virtual void object(JsonRecord& object, RecordSink& sink) = 0;

    /// A time as text in any notation, or a number since 1970 with the unit by magnitude.
    std::optional<RecordTime> time(std::string_view raw);

private:
    void part(std::string_view text, RecordSink& sink);

    TimeResolver m_resolver;
    std::uint64_t m_found = 0;
};

/// Calls `use` with each element of a list as written; a list that is damaged is rejected, an absent one is none.
template <typename Use>
void eachElement(std::string_view list, RecordSink& sink, Use&& use)
{
    JsonSlice slice(list);
    while (!slice.isObject() && slice.next())
        use(slice.value());
    if (!list.empty() && !slice.isComplete())
        sink.reject("bad-json", "A list of the document is damaged");
}

/// Calls `use` with each element, which has to be an object.
template <typename Use>
void eachObject(std::string_view list, RecordSink& sink, Use&& use)
{
    eachElement(list, sink, [&](std::string_view value) {
        JsonRecord object;
        const auto fault = object.read(value);
        if (fault == JsonRecord::Fault::None)
            use(object);
        else
            refuse(fault, sink);
    });
}

/// Digits (also with fraction or exponent) since 1970 in units of `nanoseconds`.
std::optional<RecordTime> epochTime(std::string_view digits, std::int64_t nanoseconds);
inline constexpr std::int64_t inSeconds = 1'000'000'000, inMilliseconds = 1'000'000, inMicroseconds = 1'000, inNanoseconds = 1;

/// A number, also as text; NaN for null and "NaN", 1 and 0 for true and false. Nothing for other text.
std::optional<double> sampleValue(std::string_view raw);

/// Units in the words of APIs: "Bytes/Second", "SCALAR_PER_SECOND", "CountPerSecond", "{request}"; what is not known stays as it is.
std::string apiUnit(std::string_view word);

/// The members of an object as labels: texts as they are, other values as written. Lists and objects are left out.
void addLabels(std::string_view object, Labels& labels);

/// One series of a document, made at its first sample.
class DocumentSeries {
public:
    DocumentSeries(RecordSink& sink, std::string name, Labels labels, std::string unit, SeriesKind kind);
    /// What is no time or no number is rejected with both as they are written.
    void add(const std::optional<RecordTime>& time, std::string_view rawTime, std::string_view rawValue);
    void add(const RecordTime& time, double value);
    std::optional<SeriesHandle> handle() const { return m_handle; }    ///< nothing before the first sample

private:
    RecordSink& m_sink;
    std::string m_name;
    Labels m_labels;
    std::string m_unit;
    SeriesKind m_kind;
    std::optional<SeriesHandle> m_handle;
};

}    // namespace faultline
