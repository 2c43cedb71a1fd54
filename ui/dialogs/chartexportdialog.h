#pragma once

#include <QDialog>
#include <QString>

class QComboBox;
class QLabel;

namespace faultline {

/// Which charts become a picture, and in which format. The caption that goes with it is shown.
class ChartExportDialog : public QDialog {
    Q_OBJECT

public:
    enum class Format { Png, Svg, Pdf };

    ChartExportDialog(const QStringList& caption, const QString& currentChart, QWidget* parent);

    Format format() const;
    bool isOnlyCurrent() const;
    void setOnlyCurrent();
    static QString suffixOf(Format format);
    static QString filterOf(Format format);

private:
    QComboBox* m_charts = nullptr;
    QComboBox* m_format = nullptr;
    QLabel* m_caption = nullptr;
};

}    // namespace faultline
