#pragma once

#include "ui/charts/pyramidline.h"

namespace faultline {

/// A column of a statement's rows by time. The statement runs again when the contents of the case change.
class SqlLine final : public PyramidLine {
    Q_OBJECT

public:
    SqlLine(CaseSession& session, const LineSpec& spec);

    std::string unit() const override { return {}; }

protected:
    void refine() override {}    ///< all its rows are there

private:
    void load();

    LineSpec m_spec;
};

}    // namespace faultline
