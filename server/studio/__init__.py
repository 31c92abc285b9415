"""The studio: where a marketing team makes campaigns."""
