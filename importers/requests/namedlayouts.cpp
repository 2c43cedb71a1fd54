#include "importers/requests/namedlayouts.h"

#include "app/import/linecensus.h"
#include "importers/requests/logformatreader.h"

namespace faultline {

namespace {

Result<LogFormat> compiled(const NamedLayout& layout)
{
    auto format = compileNginxLogFormat(layout.format);
    if (!format)
        return format;
    for (LogVariable& variable : format->variables) {
        if (variable.name == "$elapsed_ms")
            variable.value = LogValue::DurationMillis;
    }
    format->order.clear();
    format->unknown.clear();    // what has no field of its own stays in rest; that is how it is meant here
    return finishedLogFormat(std::move(*format));
}

struct CompiledLayout {
    LogFormat format;
    NamedLayout::Lines lines;
};

std::vector<CompiledLayout> compiled(const NamedLayouts& layouts)
{
    std::vector<CompiledLayout> result;
    for (const NamedLayout& layout : layouts.layouts) {
        if (auto format = compiled(layout))
            result.push_back({std::move(*format), layout.lines});
    }
    return result;
}

class NamedLayoutsReader final : public RecordReader {
public:
    NamedLayoutsReader(const NamedLayouts& layouts, const TimeSettings& settings) : m_what(layouts.what), m_times(settings)
    {
        for (CompiledLayout& layout : compiled(layouts))
            m_layouts.push_back({LogFormatReader(std::move(layout.format), settings), layout.lines});
    }

    void line(std::string_view text, RecordSink& sink) override
    {
        if (trimmed(text).empty())
            return sink.skip();
        for (Layout& layout : m_layouts) {
            const bool isRequest = layout.lines == NamedLayout::Lines::Requests;
            if (isRequest ? layout.reader.readIfMatching(text, sink) : layout.reader.matches(text))
                return isRequest ? void() : sink.skip();
        }
        sink.reject("format-mismatch", "The line has none of the layouts of " + std::string(m_what));
    }

    const TimeResolver* timeResolver() const override { return m_layouts.empty() ? &m_times : m_layouts.front().reader.timeResolver(); }

private:
    struct Layout {
        LogFormatReader reader;
        NamedLayout::Lines lines;
    };
    std::string_view m_what;
    TimeResolver m_times;
    std::vector<Layout> m_layouts;
};

}    // namespace

Detection detectNamedLayouts(const SourceHead& head, const NamedLayouts& layouts)
{
    const std::vector<CompiledLayout> formats = compiled(layouts);
    const std::size_t own = formats.size() - std::min(formats.size(), layouts.alien);
    const TimeSettings settings;
    std::vector<LogFormatReader> readers;
    for (const CompiledLayout& format : formats)
        readers.emplace_back(format.format, settings);
    std::size_t proving = 0;
    LineCensus census = censusOf(head, [&](std::string_view line) {
        for (std::size_t i = 0; i < readers.size(); ++i) {
            if (readers[i].matches(line)) {
                proving += i < own ? 1U : 0U;
                return true;
            }
        }
        return false;
    });
    if (proving == 0)
        return {};
    Detection detection = census.detection(layouts.what, 96);
    settleAnchor(detection, layouts.anchor, layouts.anchorBasis, layouts.anchorReason);
    return detection;
}

std::unique_ptr<RecordReader> openNamedLayouts(const ReaderContext& context, const NamedLayouts& layouts)
{
    return std::make_unique<NamedLayoutsReader>(layouts, context.time);
}

}    // namespace faultline
