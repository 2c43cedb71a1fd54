#pragma once

#include "ui/charts/linelibrary.h"
#include "ui/charts/viewwatch.h"
#include "ui/charts/viewwindow.h"

namespace faultline {

/// Rates by the top six values of a field, for the view and half a view on each side.
class StackedLayers final : public StackedData {
    Q_OBJECT

public:
    StackedLayers(CaseSession& session, const LineSpec& spec, const std::string& by);
    ~StackedLayers() override;

    Timestamp begin() const override { return m_begin; }
    Nanoseconds step() const override { return m_step; }
    const std::vector<Layer>& layers() const override { return m_layers; }

private:
    struct Loaded;
    void reload();
    void follow();

    CaseSession& m_session;
    LineSpec m_spec;
    std::string m_by;
    ViewWatch m_watch;
    ViewWindow m_window;
    Timestamp m_begin{};
    Nanoseconds m_step{0};
    std::vector<Layer> m_layers;
};

}    // namespace faultline
