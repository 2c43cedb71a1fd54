#pragma once

#include "app/base/result.h"    // before <chrono>, which moc cannot read on its own
#include "ui/chartspec.h"

#include <QDialog>

#include <optional>
#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace faultline {

class CaseSession;

/// A line computed from others: rate of a counter, sum, ratio, difference.
class DerivedSeriesDialog : public QDialog {
    Q_OBJECT

public:
    /// `chart`: its lines come first.
    DerivedSeriesDialog(CaseSession& session, const ChartSpec* chart, QWidget* parent);

    std::optional<LineSpec> line() const;    ///< nothing while the units do not fit

private:
    void fill(const ChartSpec* chart);
    void update();
    Derivation derivation() const;
    QString problem() const;

    CaseSession& m_session;
    std::vector<LineSpec> m_lines;
    QComboBox* m_derivation = nullptr;
    QComboBox* m_first = nullptr;
    QComboBox* m_second = nullptr;
    QLabel* m_secondLabel = nullptr;
    QLineEdit* m_title = nullptr;
    QLabel* m_result = nullptr;
    QPushButton* m_accept = nullptr;
};

}    // namespace faultline
